/// What a technician's badge says in its code: a number of letters and digits and a check character, printed behind
/// `PAYCIRCLE-BADGE:`. It names somebody and proves nothing: the kiosk asks for more before it opens anything.
///
/// The check character is that of ISO/IEC 7064 MOD 37,36: it finds every single wrong character and nearly every swap
/// of neighbours.
package struct BadgeCode: Hashable, Codable, Sendable, CustomStringConvertible {
    /// 3 to 20 capital letters and digits, without the check character.
    package let number: String

    package static let lengths = 3...20
    package static let printedPrefix = "PAYCIRCLE-BADGE:"
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    /// Nil for a number that no badge has.
    package init?(number: String) {
        guard BadgeCode.lengths.contains(number.utf8.count), number.allSatisfy(BadgeCode.alphabet.contains) else {
            return nil
        }
        self.number = number
    }

    /// What stands behind the prefix: the number and its check character; hyphens do not matter.
    package init?(reading printed: String) {
        let characters = printed.filter { $0 != "-" }
        guard let check = characters.last, let badge = BadgeCode(number: String(characters.dropLast())),
            badge.checkCharacter == check
        else { return nil }
        self = badge
    }

    private var checkCharacter: Character {
        var product = 36
        for character in number {
            let value = BadgeCode.alphabet.firstIndex(of: character) ?? 0
            let sum = (product + value) % 36
            product = (sum == 0 ? 36 : sum) * 2 % 37
        }
        return BadgeCode.alphabet[(37 - product) % 36]
    }

    /// As it is printed into the code, without the prefix: `T0042-7`.
    package var description: String { "\(number)-\(checkCharacter)" }
}
