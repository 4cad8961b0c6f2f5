package import KioskCore

/// Makes payment ids and claim codes from the system's randomness.
package enum IdentitySource {
    /// The most made at one time.
    package static let mostAtOnce = 64

    package static func identities(count: Int, at now: WallTime) -> [FreshIdentity] {
        var random = SystemRandomNumberGenerator()
        return (0..<min(max(count, 0), mostAtOnce)).map { _ in
            let payment = paymentID(
                milliseconds: now.milliseconds, randomA: random.next(), randomB: random.next())
            let code = (0..<ClaimCode.randomCharacterCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            return FreshIdentity(payment: payment, claimCode: ClaimCode(random: code))
        }
    }

    /// An id for an emptied cash box, made as a payment's is.
    package static func collection(at now: WallTime) -> CollectionID {
        var random = SystemRandomNumberGenerator()
        return CollectionID(
            paymentID(milliseconds: now.milliseconds, randomA: random.next(), randomB: random.next()).text)
    }

    /// A UUID of version 7: 48 bits of Unix time in milliseconds, then 12 and 62 random bits (RFC 9562, section 5.7).
    static func paymentID(milliseconds: Int64, randomA: UInt64, randomB: UInt64) -> PaymentID {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        let high = time << 16 | 0x7000 | (randomA & 0x0FFF)
        let low = 1 << 63 | (randomB & 0x3FFF_FFFF_FFFF_FFFF)
        let digits = hexadecimal(high) + hexadecimal(low)
        let cuts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)]
        return PaymentID(cuts.map { String(digits[$0.0..<$0.1]) }.joined(separator: "-"))
    }

    private static func hexadecimal(_ value: UInt64) -> [Character] {
        let digits = Array(String(value, radix: 16))
        return Array(repeating: "0", count: 16 - digits.count) + digits
    }
}
