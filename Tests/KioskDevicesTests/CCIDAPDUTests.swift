import KioskCore
import KioskDevices
import Testing

@Suite struct CCIDAPDUTests {
    /// The cases of ISO/IEC 7816-3:2006, section 12.1.3.
    @Test(
        arguments: [
            ("00 A4 00 00", 0, nil), ("00 B0 00 00 10", 0, 16), ("00 B0 00 00 00", 0, 256),
            ("00 A4 00 00 02 3F 00", 2, nil), ("00 A4 00 00 02 3F 00 00", 2, 256), ("00 B0 00 00 00 01 00", 0, 256),
            ("00 B0 00 00 00 00 00", 0, 65_536), ("00 D6 00 00 00 00 02 AA BB", 2, nil),
            ("00 D6 00 00 00 00 02 AA BB 01 02", 2, 258),
        ] as [(String, Int, Int?)])
    func theCasesOfACommandAreToldApart(_ text: String, _ data: Int, _ expected: Int?) throws {
        let command = try #require(CommandAPDU(parsing: octets(text)))
        #expect(command.data.count == data)
        #expect(command.expected == expected)
    }

    @Test(arguments: [
        "", "00", "00 A4 00", "00 A4 00 00 02 3F", "00 A4 00 00 02 3F 00 00 00", "00 D6 00 00 00 00",
        "00 D6 00 00 00 00 00 01",
        "00 D6 00 00 00 00 02 AA", "00 D6 00 00 00 00 02 AA BB 01",
    ]) func bytesThatAreNoCommandAreRefused(_ text: String) {
        #expect(CommandAPDU(parsing: octets(text)) == nil)
    }

    @Test func aCommandLongerThanAnyIsRefused() {
        let longest = octets("00 D6 00 00 00 FF FF") + [UInt8](repeating: 0, count: 65_535) + [0, 0]
        #expect(CommandAPDU(parsing: longest)?.data.count == 65_535)
        #expect(CommandAPDU(parsing: longest + [0]) == nil)
    }

    private func conversation(_ text: String, _ form: APDUConversation.Form) throws -> APDUConversation {
        let bytes = octets(text)
        return APDUConversation(try #require(CommandAPDU(parsing: bytes)), given: bytes, form: form)
    }

    /// The mapping of commands on T=0 (ISO/IEC 7816-3:2006, section 12.2).
    @Test(arguments: [
        ("00 A4 00 00", "00 A4 00 00 00"), ("00 B0 00 00 10", "00 B0 00 00 10"), ("00 B0 00 00 00", "00 B0 00 00 00"),
        ("00 A4 00 00 02 3F 00", "00 A4 00 00 02 3F 00"), ("00 A4 00 00 02 3F 00 10", "00 A4 00 00 02 3F 00"),
        ("00 B0 00 00 00 02 00", "00 B0 00 00 00"), ("00 D6 00 00 00 00 01 AA", "00 D6 00 00 01 AA"),
    ]) func eachCaseHasItsT0Command(_ apdu: String, _ tpdu: String) throws {
        var talk = try conversation(apdu, .t0)
        #expect(talk.begin() == .send(octets(tpdu)))
    }

    @Test func whatWaitsIsFetchedInPortionsUntilItIsWhole() throws {
        var talk = try conversation("00 A4 00 00 02 3F 00 00", .t0)
        _ = talk.begin()
        #expect(talk.answered(octets("61 03")) == .send(octets("00 C0 00 00 03")))
        #expect(talk.answered(octets("01 02 03 61 02")) == .send(octets("00 C0 00 00 02")))
        #expect(talk.answered(octets("04 05 90 00")) == .answered(octets("01 02 03 04 05 90 00")))
    }

    @Test func aWrongLengthIsMendedOnce() throws {
        var talk = try conversation("A0 B0 00 00 00", .t0)
        _ = talk.begin()
        #expect(talk.answered(octets("6C 05")) == .send(octets("A0 B0 00 00 05")))
        #expect(talk.answered(octets("6C 04")) == .answered(octets("6C 04")))
    }

    @Test func aCommandWithDataIsNeverDoneTwiceForItsLength() throws {
        var talk = try conversation("00 D6 00 00 01 AA 00", .t0)
        _ = talk.begin()
        #expect(talk.answered(octets("6C 05")) == .answered(octets("6C 05")))
    }

    @Test func dataThatACardHoldsWithoutSayingSoIsAskedFor() throws {
        var talk = try conversation("00 88 00 00 01 AA 04", .t0)
        _ = talk.begin()
        #expect(talk.answered(octets("90 00")) == .send(octets("00 C0 00 00 04")))
        #expect(talk.answered(octets("01 02 03 04 90 00")) == .answered(octets("01 02 03 04 90 00")))
        // A card that holds nothing has done what it was told.
        talk = try conversation("00 88 00 00 01 AA 04", .t0)
        _ = talk.begin()
        _ = talk.answered(octets("90 00"))
        #expect(talk.answered(octets("6D 00")) == .answered(octets("90 00")))
    }

    @Test(arguments: [("0C", "00"), ("13", "03"), ("A0", "A0"), ("7F", "4F"), ("80", "80")])
    func restsAreFetchedOnTheSameChannel(_ given: String, _ used: String) throws {
        var talk = try conversation("\(given) A4 00 00", .any)
        _ = talk.begin()
        #expect(talk.answered(octets("61 01")) == .send(octets("\(used) C0 00 00 01")))
    }

    @Test func aLongCommandGoesToAT0CardInEnvelopes() throws {
        let data = [UInt8](repeating: 0xAB, count: 300)
        let bytes = octets("00 D6 00 00 00 01 2C") + data
        let command = try #require(CommandAPDU(parsing: bytes))
        var talk = APDUConversation(command, given: bytes, form: .t0)
        #expect(talk.begin() == .send(octets("00 C2 00 00 FF") + bytes.prefix(255)))
        #expect(talk.answered(octets("90 00")) == .send(octets("00 C2 00 00 34") + bytes.dropFirst(255)))
        #expect(talk.answered(octets("90 00")) == .answered(octets("90 00")))
        var refused = APDUConversation(command, given: bytes, form: .t0)
        _ = refused.begin()
        #expect(refused.answered(octets("6D 00")) == .failed(.commandTooLong))
        var short = APDUConversation(command, given: bytes, form: .short(isT0: false))
        #expect(short.begin() == .failed(.commandTooLong))
    }

    @Test(arguments: ["", "90", "60 00", "00 00", "AA BB 50 00"]) func answersWithoutAStatusBreakTheProtocol(
        _ text: String
    ) throws {
        var talk = try conversation("00 B0 00 00 00", .t0)
        _ = talk.begin()
        guard case .failed(.protocolViolated) = talk.answered(octets(text)) else {
            Issue.record("taken for an answer")
            return
        }
    }

    @Test func aCardThatAlwaysHasMoreIsGivenUp() throws {
        var talk = try conversation("00 B0 00 00 00", .t0)
        var step = talk.begin()
        var sent = 0
        while case .send = step, sent < 10_000 {
            sent += 1
            step = talk.answered(octets("61 00"))
        }
        #expect(step == .failed(.answerTooLong))
        #expect(sent == APDUConversation.mostPortions + 1)
    }
}
