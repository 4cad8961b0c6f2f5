import Crypto

/// What one entry of a kiosk's journal puts into the tree: who, when, how much, and a hash that binds all the rest.
///
/// Short enough to stand on a receipt, so that a proof tells what it proves. The bytes:
///
///     1         the format, 1
///     8         the entry's number, from 1, big-endian like all numbers here
///     8         wall time in milliseconds since 1970
///     1 + n     the kind of entry
///     1 + n     the payment's id; length 0 where the entry is about none
///     1 + n     the receipt's number, where the entry has one
///     8         money in minor units, 0 where the entry has none
///     1 + n     its currency
///     32        SHA-256 over boot, monotonic time and the fact's JSON: see `digest`
package struct JournalLeaf: Hashable, Sendable {
    package let sequence: Int64
    package let wallMilliseconds: Int64
    package let kind: String
    package let payment: String
    package let receiptNumber: String
    package let minorUnits: Int64
    package let currency: String
    /// SHA-256, 32 bytes.
    package let digest: [UInt8]

    private static let format: UInt8 = 1

    /// No field is longer in UTF-8 than its length byte can say.
    package static let longestField = 255

    package init(
        sequence: Int64, wallMilliseconds: Int64, kind: String, payment: String, receiptNumber: String,
        minorUnits: Int64, currency: String, digest: [UInt8]
    ) throws(EvidenceError) {
        for field in [kind, payment, receiptNumber, currency] where field.utf8.count > JournalLeaf.longestField {
            throw EvidenceError(
                .outOfRange, "A field of a journal's leaf has at most \(JournalLeaf.longestField) bytes: \(field)")
        }
        self.sequence = sequence
        self.wallMilliseconds = wallMilliseconds
        self.kind = kind
        self.payment = payment
        self.receiptNumber = receiptNumber
        self.minorUnits = minorUnits
        self.currency = currency
        self.digest = digest
    }

    /// Binds what a leaf has no room for. The boot's length goes first, so that fields cannot run into each other.
    package static func digest(boot: String, sinceBootInNanoseconds: Int64, fact: String) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: JournalLeaf.bytes(Int64(boot.utf8.count)))
        hash.update(data: Array(boot.utf8))
        hash.update(data: JournalLeaf.bytes(sinceBootInNanoseconds))
        hash.update(data: Array(fact.utf8))
        return Array(hash.finalize())
    }

    /// What `MerkleHash.leaf` hashes.
    package var bytes: [UInt8] {
        var bytes = [JournalLeaf.format]
        bytes += JournalLeaf.bytes(sequence)
        bytes += JournalLeaf.bytes(wallMilliseconds)
        for field in [kind, payment, receiptNumber] { JournalLeaf.append(field, to: &bytes) }
        bytes += JournalLeaf.bytes(minorUnits)
        JournalLeaf.append(currency, to: &bytes)
        return bytes + digest
    }

    /// Reads what `bytes` wrote, and nothing else.
    package init(bytes: [UInt8]) throws(EvidenceError) {
        var rest = bytes[...]
        guard rest.popFirst() == JournalLeaf.format else {
            throw JournalLeaf.malformed("it is of a format that is not known here")
        }
        let sequence = try JournalLeaf.number(&rest)
        let wall = try JournalLeaf.number(&rest)
        let kind = try JournalLeaf.field(&rest)
        let payment = try JournalLeaf.field(&rest)
        let receiptNumber = try JournalLeaf.field(&rest)
        let minorUnits = try JournalLeaf.number(&rest)
        let currency = try JournalLeaf.field(&rest)
        guard rest.count == MerkleHash.byteCount else { throw JournalLeaf.malformed("its length is wrong") }
        try self.init(
            sequence: sequence, wallMilliseconds: wall, kind: kind, payment: payment, receiptNumber: receiptNumber,
            minorUnits: minorUnits, currency: currency, digest: Array(rest))
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> Int64($0)) }
    }

    private static func append(_ field: String, to bytes: inout [UInt8]) {
        // At most `longestField`, as `init` made sure.
        bytes.append(UInt8(truncatingIfNeeded: field.utf8.count))
        bytes += field.utf8
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) throws(EvidenceError) -> Int64 {
        guard rest.count >= 8 else { throw malformed("its end is missing") }
        defer { rest.removeFirst(8) }
        return rest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    private static func field(_ rest: inout ArraySlice<UInt8>) throws(EvidenceError) -> String {
        guard let count = rest.popFirst(), rest.count >= Int(count) else { throw malformed("its end is missing") }
        defer { rest.removeFirst(Int(count)) }
        guard let text = String(validating: rest.prefix(Int(count)), as: UTF8.self) else {
            throw malformed("a field of it is not text")
        }
        return text
    }

    private static func malformed(_ finding: String) -> EvidenceError {
        EvidenceError(.changed, "What the receipt says of its entry was changed or misread: \(finding).")
    }
}
