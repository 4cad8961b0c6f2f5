import Testing

@testable import KioskEvidence

@Suite struct SignedNoteTests {
    /// Keys and notes of golang.org/x/mod, `sumdb/note/note_test.go`.
    enum Go {
        static let signer = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
        static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
        static let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            """
        static let peterLine =
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        static let enochLine =
            "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
    }

    /// c2sp.org/signed-note, "Verifier keys", "Example".
    static let specKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let specNote = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    private func refusal(_ note: String, _ keys: [String] = [Go.peter]) -> EvidenceError.Code? {
        code { _ = try SignedNote(opening: note, with: keys.map { try VerifierKey($0) }) }
    }

    @Test func theNoteOfTheStandardOpens() throws {
        let key = try VerifierKey(SignedNoteTests.specKey)
        #expect(key.name == "example.com/foo")
        #expect(key.id == 0x530D_903A)
        #expect(key.text == SignedNoteTests.specKey)
        let note = try SignedNote(opening: SignedNoteTests.specNote, with: [key])
        #expect(note.text == "This is an example message.\n")
        #expect(note.signers == [key])
        #expect(note.encoded == SignedNoteTests.specNote)
    }

    @Test func goSigningKeyMakesGoNote() throws {
        let key = try SigningKey(Go.signer)
        #expect(key.verifierKey.text == Go.peter)
        #expect(key.secretText == Go.signer)
        let note = try SignedNote(Go.text, signedBy: [key])
        let opened = try SignedNote(opening: note.encoded, with: [key.verifierKey])
        #expect(opened.text == Go.text)
        // RFC 8032's signatures are the same each time; Apple's CryptoKit makes others that are as good.
        #if !canImport(CryptoKit)
            #expect(note.encoded == Go.text + "\n" + Go.peterLine)
        #endif
    }

    @Test func signaturesOfUnknownKeysAreKeptAndBelievedNothing() throws {
        let peter = try VerifierKey(Go.peter)
        let enoch = try VerifierKey(Go.enoch)
        let both = Go.text + "\n" + Go.peterLine + Go.enochLine
        let note = try SignedNote(opening: both, with: [peter])
        #expect(note.signers == [peter])
        #expect(note.signatures.map(\.keyName) == ["PeterNeumann", "EnochRoot"])
        #expect(note.encoded == both)
        #expect(try SignedNote(opening: both, with: [enoch, peter]).signers == [peter, enoch])
        let twice = Go.text + "\n" + Go.peterLine + Go.peterLine
        #expect(try SignedNote(opening: twice, with: [peter, peter]).signers == [peter])
    }

    @Test func aNoteThatNobodyKnownHasSignedIsRefused() throws {
        #expect(refusal(Go.text + "\n" + Go.peterLine, [Go.enoch]) == .unknownKey)
        #expect(refusal(Go.text + "\n" + Go.peterLine, []) == .unknownKey)
        // The same name with another id is another key.
        let renumbered = Go.peterLine.replacing("x08g", with: "xxxx")
        #expect(refusal(Go.text + "\n" + renumbered) == .unknownKey)
        let renamed = Go.peterLine.replacing("PeterNeumann", with: "CarmenSandiego")
        #expect(refusal(Go.text + "\n" + renamed) == .unknownKey)
    }

    @Test func textWithEmptyLinesIsReadUpToTheLastOne() {
        // The first example of c2sp.org/signed-note. Its key was never published, so the error must name it.
        let note = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        do {
            _ = try SignedNote(opening: note, with: [])
            Issue.record("opened a note without a key")
        } catch {
            #expect(error.code == .unknownKey)
            #expect(error.message.contains("quasimodo.example/salvatore+367ba04b"))
        }
    }

    @Test(arguments: ["a\n", "a\n\nb\n", "\n", "\n\n\n", "a\n\n", "— a b\n", "è\u{2028}\u{7F}\n"])
    func whatWasSignedOpensAgain(_ text: String) throws {
        let key = try SigningKey(Go.signer)
        let note = try SignedNote(text, signedBy: [key])
        let opened = try SignedNote(opening: note.encoded, with: [key.verifierKey])
        #expect(Array(opened.text.utf8) == Array(text.utf8))
        #expect(opened.encoded == note.encoded)
    }

    @Test(arguments: ["", "a", "a\r\n", "a\tb\n", "\u{0}\n", "a\u{1F}\n"])
    func textThatCannotBeANoteIsNotSigned(_ text: String) throws {
        let key = try SigningKey(Go.signer)
        #expect(code { _ = try SignedNote(text, signedBy: [key]) } == .malformedNote)
        #expect(code { _ = try SignedNote("a\n", signedBy: []) } == .malformedNote)
    }

    @Test(arguments: [
        ("\n", ""), ("\n", "\r\n"), ("\n", "\n\n"), ("\n", "\nUnexpected line.\n"), ("\n", " \n"), ("— ", "- "),
        ("— ", "—"), ("— ", "—  "), ("— ", " — "), ("— PeterNeumann ", "— "), ("— PeterNeumann ", "—  "),
        ("Peter", "Peter "), ("Peter", "Peter+"), ("Peter", "Peter\u{A0}"), ("Peter", "Peter\u{3000}"),
        ("Peter", "Peter\u{1}"), ("AM=", "AM"), ("AM=", "AN="), ("AM=", "AM= "), ("AM=", "AM=="), ("x08", "-08"),
    ])
    func aLineThatIsNoSignatureSpoilsTheNote(_ part: String, _ wrong: String) {
        let line = Go.peterLine.replacing(part, with: wrong)
        #expect(refusal("\(Go.text)\n\(line)") == .malformedNote)
        #expect(refusal("\(Go.text)\n\(Go.enochLine)\(line)") == .malformedNote)
    }

    @Test(arguments: [
        "", "\n", "\n\n", Go.text, "\(Go.text)\n", Go.peterLine, "\n\(Go.peterLine)", "\(Go.text)\(Go.peterLine)",
        "\u{1}\(Go.text)\n\(Go.peterLine)", "\(Go.text)\n— PeterNeumann x08go\n",
        "\(Go.text)\n— PeterNeumann x08gow==\n",
    ])
    func whatIsNoNoteIsRefused(_ text: String) {
        #expect(refusal(text) == .malformedNote)
    }

    @Test func aNoteHasBounds() {
        let lines = String(repeating: Go.peterLine, count: SignedNote.mostSignatures)
        #expect(refusal("\(Go.text)\n\(lines)") == nil)
        #expect(refusal("\(Go.text)\n\(lines)\(Go.enochLine)") == .malformedNote)
        let long = String(repeating: "a", count: SignedNote.longest)
        #expect(refusal("\(long)\n\n\(Go.peterLine)") == .malformedNote)
    }

    @Test func bytesThatAreNoTextAreRefused() {
        let good = Array((Go.text + "\n" + Go.peterLine).utf8)
        for bytes in [[0xFF] + good, [0xC0, 0x80] + good, good.map { $0 == 0x2C ? 0x80 : $0 }] {
            #expect(code { _ = try SignedNote(opening: bytes, with: [VerifierKey(Go.peter)]) } == .malformedNote)
        }
    }

    @Test func noChangedByteOfANoteGoesUnnoticed() {
        let good = Array((Go.text + "\n" + Go.peterLine).utf8)
        for place in good.indices {
            for mask in [0x01, 0x20, 0x80] as [UInt8] {
                var bad = good
                bad[place] ^= mask
                #expect(code { _ = try SignedNote(opening: bad, with: [VerifierKey(Go.peter)]) } != nil)
            }
        }
    }

    @Test func aWrongSignatureOfAKnownKeySpoilsTheNote() {
        let wrong = Go.peterLine.replacing("ZJku", with: "ZJkv")
        #expect(refusal(Go.text + "\n" + wrong) == .invalidSignature)
        #expect(refusal(Go.text + "\n" + Go.peterLine + wrong) == .invalidSignature)
        #expect(refusal(Go.text + "\n" + Go.enochLine + wrong, [Go.enoch, Go.peter]) == .invalidSignature)
        #expect(refusal("a" + Go.text + "\n" + Go.peterLine) == .invalidSignature)
        #expect(refusal(Go.text + "\n— PeterNeumann x08goysAAAA=\n") == .invalidSignature)
    }

    /// The manglings of Go's own tests: every part of a key, and every byte raised by one.
    @Test(arguments: [Go.peter, Go.signer])
    func noMangledKeyIsRead(_ text: String) {
        func isRead(_ bytes: some Collection<UInt8>) -> Bool {
            let text = String(decoding: bytes, as: UTF8.self)
            return (try? VerifierKey(text)) != nil || (try? SigningKey(text)) != nil
        }
        let good = Array(text.utf8)
        #expect(isRead(good))
        for start in good.indices {
            for end in start + 1...good.count where end - start < good.count { #expect(!isRead(good[start..<end])) }
        }
        for place in good.indices {
            var bad = good
            bad[place] += 1
            #expect(!isRead(bad))
        }
    }

    @Test(arguments: [
        // Too long, and of an unknown type, each with the id that fits (Go's tests).
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "", "++", "a+b", "a+b+c",
    ])
    func whatIsNoKeyIsRefused(_ text: String) {
        #expect(code { _ = try VerifierKey(text) } == .malformedKey)
        #expect(code { _ = try SigningKey("PRIVATE+KEY+" + text) } == .malformedKey)
    }

    @Test func keysAreMadeFromSeedsAndNames() throws {
        // RFC 8032, section 7.1, test 1.
        let seed = try #require(hash(hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).bytes
        let key = try SigningKey(name: "kiosk.example/0001", seed: seed)
        #expect(
            hexadecimal(key.verifierKey.publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(try SigningKey(key.secretText).verifierKey == key.verifierKey)
        #expect(try VerifierKey(key.verifierKey.text) == key.verifierKey)
        for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b", String(repeating: "n", count: 256)] {
            #expect(code { _ = try SigningKey(name: name, seed: seed) } == .malformedKey)
        }
        #expect(code { _ = try SigningKey(name: "a", seed: Array(seed.dropLast())) } == .malformedKey)
        #expect(code { _ = try VerifierKey(name: "a", publicKey: []) } == .malformedKey)
    }

    @Test func aSigningKeyIsNeverShown() throws {
        let key = try SigningKey(Go.signer)
        let secret = "YEKFALVFGyNhPJEMzD1QIDr"
        #expect(Go.signer.contains(secret))
        var dumped = ""
        dump([key], to: &dumped)
        for text in ["\(key)", String(reflecting: [key]), dumped] { #expect(!text.contains(secret), "\(text)") }
        do {
            _ = try SigningKey(Go.signer + "A")
            Issue.record("read a key that is too long")
        } catch {
            #expect(!error.description.contains(secret))
        }
    }
}
