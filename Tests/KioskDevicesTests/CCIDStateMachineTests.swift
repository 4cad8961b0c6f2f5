import Foundation
import KioskCore
import KioskDevices
import Testing

@Suite struct CCIDStateMachineTests {
    private static func machine(_ descriptor: [UInt8]) -> CCIDStateMachine {
        var machine = CCIDStateMachine()
        _ = machine.received(.described(descriptor), at: CCIDSample.start)
        return machine
    }

    /// What goes to the reader and what it answers, without header but the type: a conversation of another driver with
    /// a Gemalto reader and a card with CRC blocks (popovec/oseid, doc/T1_CRC.txt). Ours begins with 1.8 V instead of 5.
    private static let trace: [(sent: String, answered: String)] = [
        ("65 00 00 00", "81 00 00 00"),
        ("62 03 00 00", "80 00 00 00 3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E"),
        ("6F 00 00 00 FF 11 96 78", "80 00 00 00 FF 11 96 78"),
        ("61 01 00 00 96 11 02 65 00 FE 00", "82 00 00 01 96 11 02 65 00 FE 00"),
        ("6F 00 00 00 00 C1 01 FE 54 4E", "80 00 00 00 00 E1 01 FE 57 75"),
        (
            "6F 00 00 00 00 00 05 00 A4 00 00 00 B8 DA",
            "80 00 00 00 00 20 14 6F 17 81 02 7F FF 82 01 38 83 02 3F 00 86 03 11 3F FF 85 02 10 29"
        ),
        ("6F 00 00 00 00 90 00 20 6E", "80 00 00 00 00 60 07 00 02 8A 01 AA 90 00 A6 33"),
        ("6F 00 00 00 00 80 00 B5 FF", "80 00 00 00 00 00 00 39 33"),
    ]

    /// The first byte is the type, the next three are bytes 7 to 9, the rest is data.
    private static func message(_ text: String, sequence: UInt8) -> [UInt8] {
        let bytes = octets(text)
        return [bytes[0], UInt8(bytes.count - 4), 0, 0, 0, 0, sequence] + bytes[1...]
    }

    @Test func theTraceOfARealReaderAndARealCardIsReplayed() throws {
        // Voltage, PPS, parameters and the size of blocks are left to the driver; clock 4.8 MHz. That other driver was
        // told to speak T=1, the card's second protocol, as if the reader knew no other.
        let descriptor = CCIDSample.descriptor(
            clock: 4_800, maximumRate: 600_000, features: 0x0001_0230, protocols: 2)
        var machine = CCIDStateMachineTests.machine(descriptor)
        var outputs = machine.received(.connected, at: CCIDSample.start)
        var reports: [SmartCardReaderReport] = []
        for (index, step) in CCIDStateMachineTests.trace.enumerated() {
            let sent = outputs.compactMap { if case .send(let bytes) = $0 { bytes } else { nil } }
            let expected = CCIDStateMachineTests.message(step.sent, sequence: UInt8(index + 1))
            #expect(sent == [expected])
            let answer = CCIDStateMachineTests.message(step.answered, sequence: UInt8(index + 1))
            outputs = machine.received(.bytes(answer), at: CCIDSample.start)
            if index == 0 { outputs += machine.received(.command(.activate), at: CCIDSample.start) }
            if index == 4 {
                outputs += machine.received(.command(.transmit(octets("00 A4 00 00 00"))), at: CCIDSample.start)
            }
            reports += outputs.compactMap { if case .report(let report) = $0 { report } else { nil } }
        }
        let card = SmartCard(
            answerToReset: octets("3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E"),
            historicalBytes: Array("OsEID".utf8), transmission: .t1)
        let answer = octets("6F 17 81 02 7F FF 82 01 38 83 02 3F 00 86 03 11 3F FF 85 02 00 02 8A 01 AA 90 00")
        #expect(reports == [.presence(.ready), .cardInserted, .activated(card), .answered(answer)])
    }

    /// QEMU's reader negotiates by itself: power, then commands, and nothing between (hw/usb/dev-smartcard-reader.c).
    @Test func qemusReaderIsAskedForNothingButPowerAndCommands() {
        var machine = CCIDStateMachineTests.machine(CCIDSample.qemu)
        let now = CCIDSample.start
        _ = machine.received(.connected, at: now)
        _ = machine.received(.bytes(octets("81 00 00 00 00 00 01 00 00 00")), at: now)
        #expect(machine.received(.command(.activate), at: now) == [.send(octets("62 00 00 00 00 00 02 00 00 00"))])
        let card = SmartCard(
            answerToReset: octets("3B 02 14 50"), historicalBytes: octets("14 50"), transmission: .t0)
        let powered = machine.received(.bytes(octets("80 04 00 00 00 00 02 00 00 00 3B 02 14 50")), at: now)
        #expect(powered == [.report(.activated(card))])
        let asked = machine.received(.command(.transmit(octets("00 A4 04 00 01 F0 00"))), at: now)
        #expect(asked == [.send(octets("6F 06 00 00 00 00 03 00 00 00 00 A4 04 00 01 F0"))])
        // The card goes while it is asked: QEMU notifies, answers nothing, and forgets the question.
        #expect(machine.received(.bytes(octets("50 02")), at: now) == [])
        let later = now.advanced(by: .milliseconds(500))
        #expect(machine.nextDeadline == later)
        let ended = machine.received(.deadlineReached, at: later)
        #expect(ended == [.report(.failed(.cardRemoved)), .send(octets("65 00 00 00 00 00 04 00 00 00"))])
        let gone = machine.received(.bytes(octets("81 00 00 00 00 00 04 02 00 00")), at: later)
        #expect(gone == [.report(.cardRemoved)])
    }

    @Test func aDamagedDescriptorIsRefusedWithItsReason() {
        var machine = CCIDStateMachineTests.machine(Array(CCIDSample.qemu.prefix(20)))
        let outputs = machine.received(.connected, at: CCIDSample.start)
        guard case .report(.presence(.faulty(let text))) = outputs.first, outputs.count == 1 else {
            Issue.record("\(outputs)")
            return
        }
        #expect(text.contains("20 bytes instead of 54"))
        #expect(machine.nextDeadline == nil)
        #expect(machine.received(.bytes(octets("50 03")), at: CCIDSample.start) == [])
        // The next one on the same line is judged anew.
        _ = machine.received(.disconnected, at: CCIDSample.start)
        _ = machine.received(.described(CCIDSample.qemu), at: CCIDSample.start)
        let asked = machine.received(.connected, at: CCIDSample.start)
        #expect(asked == [.send(octets("65 00 00 00 00 00 01 00 00 00"))])
    }

    @Test func aCardMayTakeAsLongAsItsWaitingTimeAllowsAndNoLonger() {
        // T=0 with WI = 255: 22.8 s at 4 MHz, and five for the reader.
        var machine = CCIDStateMachineTests.machine(CCIDSample.qemu)
        let now = CCIDSample.start
        _ = machine.received(.connected, at: now)
        _ = machine.received(.bytes(octets("81 00 00 00 00 00 01 00 00 00")), at: now)
        _ = machine.received(.command(.activate), at: now)
        _ = machine.received(.bytes(octets("80 04 00 00 00 00 02 00 00 00 3B 80 40 FF")), at: now)
        _ = machine.received(.command(.transmit(octets("00 B0 00 00 01"))), at: now)
        let wait = machine.nextDeadline.map { $0.sinceBoot - now.sinceBoot } ?? .zero
        #expect(wait > .seconds(27) && wait < .seconds(29))
        // Time extensions stretch it, but no command outlasts its bound.
        for _ in 0..<10 { _ = machine.received(.bytes(octets("80 00 00 00 00 00 03 80 FF 00")), at: now) }
        #expect(machine.nextDeadline == now.advanced(by: .seconds(60)))
        let late = now.advanced(by: .seconds(100))
        _ = machine.received(.bytes(octets("80 00 00 00 00 00 03 80 FF 00")), at: late)
        #expect(machine.nextDeadline == now.advanced(by: CCIDStateMachine.longestCommand))
    }

    @Test func commandsAndReportsSurviveBeingWrittenDown() throws {
        let reports: [SmartCardReaderReport] = [
            .activated(SmartCard(answerToReset: [0x3B, 0x00], historicalBytes: [], transmission: .t0)),
            .failed(.malformedAnswerToReset(.checkCharacterWrong)), .failed(.readerRefused(code: 7)),
            .presence(.faulty("it does not answer")), .answered([0x90, 0x00]), .noticed("odd"),
        ]
        let written = try JSONEncoder().encode(reports)
        #expect(try JSONDecoder().decode([SmartCardReaderReport].self, from: written) == reports)
        let commands: [SmartCardReaderCommand] = [.activate, .transmit([0x00, 0xA4, 0x00, 0x00]), .deactivate]
        let orders = try JSONEncoder().encode(commands)
        #expect(try JSONDecoder().decode([SmartCardReaderCommand].self, from: orders) == commands)
    }
}
