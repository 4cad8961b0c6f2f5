import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// What a device says that no device should say.
@Suite struct SSPBadInputTests {
    /// Whole packets with a right check and a right flag, and nothing in them that was agreed on.
    @Test(arguments: [1, 2, 3]) func randomAnswersNeverCreditMoneyToADeviceWithoutChannels(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var script = SSPScript()
        for _ in 0..<3_000 {
            script.wait()
            let first: UInt8 = random.next() % 3 == 0 ? UInt8(truncatingIfNeeded: random.next()) : 0xF0
            // Anything but a readable answer to SETUP REQUEST, which random bytes do not make.
            script.answer([first] + random.bytes(Int(random.next() % 6)))
            script.feed(.command(random.next() % 2 == 0 ? .acknowledge : .stackNote))
        }
        #expect(script.reports.filter(\.isMoney) == [])
    }

    /// After an honest start, random events: a decision is never made up, escrow never polled away.
    @Test(arguments: Array(1...4)) func randomEventsNeverStackWithoutTheKiosksWord(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var script = SSPScript()
        script.setUp()
        script.feed(.command(.enable(denominations: [Money(500, .eur), Money(1_000, .eur), Money(10_000, .eur)])))
        let codes: [UInt8] = [
            0xF1, 0xEF, 0xED, 0xEC, 0xCC, 0xEA, 0xE9, 0xE8, 0xE7, 0xE6, 0xE4, 0xE3, 0xE1, 0xE0, 0xB6, 0xB5, 0x33,
        ]
        for _ in 0..<1_500 {
            script.wait()
            guard let question = script.asked?.data.first else { break }
            if question == 0x05 {
                script.answer([0xF0] + sspSetup)
            } else if question == 0x07 || question == 0x56 {
                let events = (0..<Int(random.next() % 4)).flatMap { _ in
                    [codes[Int(random.next() % UInt64(codes.count))], UInt8(random.next() % 5)]
                }
                script.answer([0xF0] + events)
            } else {
                script.answer([random.next() % 4 == 0 ? 0xF5 : 0xF0])
            }
            if random.next() % 3 == 0 { script.feed(.command(.acknowledge)) }
        }
        // No credit was among the events, and no STACKED.
        for report in script.reports {
            if case .stacked = report { Issue.record("money out of nothing") }
            if report == .poweredUp(note: .inStacker) { Issue.record("a note out of nothing") }
        }
    }

    @Test func aTruncatedAnswerIsAskedForAgainWithTheSameFlag() {
        var script = SSPScript()
        script.setUp()
        let question = script.asked
        let whole = SSPCodec.frame(SSPPacket(flag: question?.flag ?? false, data: [0xF0, 0xEE, 0x01]))
        script.feed(.bytes(Array(whole.dropLast(2))))
        script.skip(.milliseconds(1_100))
        script.feed(.deadlineReached)
        #expect(script.asked == question)
        #expect(script.reports.filter(\.isMoney) == [])
    }

    @Test func answersWithAnotherFlagOrAddressAreNotBelieved() {
        var script = SSPScript()
        script.setUp()
        guard let question = script.asked else {
            Issue.record("a poll was expected")
            return
        }
        script.feed(.bytes(SSPCodec.frame(SSPPacket(flag: !question.flag, data: [0xF0, 0xEE, 0x01]))))
        script.feed(.bytes(SSPCodec.frame(SSPPacket(flag: question.flag, address: 0x10, data: [0xF0, 0xEE, 0x01]))))
        // An echo of the question itself.
        script.feed(.bytes(SSPCodec.frame(question)))
        #expect(script.reports.filter(\.isMoney) == [])
        script.answer([0xF0])
        script.feed(.bytes(SSPCodec.frame(SSPPacket(flag: question.flag, data: [0xF0, 0xEE, 0x01]))))
        #expect(script.reports.filter(\.isMoney) == [])
    }

    @Test func aCreditThatIsSaidInEveryPollCountsOnce() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF2])
        for _ in 0..<20 {
            script.wait()
            script.answer(script.asked?.data == [0x07] ? [0xF0, 0xEE, 0x01] : [0xF0])
            script.feed(.command(.acknowledge))
        }
        #expect(script.reports.filter(\.isMoney) == [.stacked(Money(500, .eur))])
    }

    @Test func theDeviceIsAcknowledgedOnlyAfterTheKioskHasWritten() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF0, 0xCC, 0xEE, 0x01])
        for _ in 0..<20 {
            script.wait()
            #expect(script.asked?.data != [0x57])
            script.answer(script.asked?.data == [0x56] ? [0xF0, 0xCC, 0xEE, 0x01] : [0xF0])
        }
        script.feed(.command(.acknowledge))
        script.wait()
        #expect(script.asked?.data == [0x57])
        #expect(Set(script.reports.filter(\.isMoney)) == [.stacked(Money(500, .eur))])
    }

    @Test func anAnswerRepeatedUntilItsAcknowledgementIsReadOnce() {
        var script = SSPScript()
        script.setUp()
        for _ in 0..<15 {
            script.answer(script.asked?.data == [0x56] ? [0xF0, 0xEC, 0xE2, 0x02, 0xE6, 0x02] : [0xF0])
            script.wait()
        }
        #expect(script.reports.filter { $0 == .poweredUp(note: .inStacker) }.count == 1)
        #expect(script.reports.filter { $0 == .cheated }.count == 1)
    }

    @Test func aCreditOfUnknownWorthPutsTheDeviceOutOfServiceUntilSomebodyLooked() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF0, 0xEE, 0x09])
        #expect(script.reports.filter(\.isMoney) == [])
        guard case .presence(.faulty(let text)) = script.reports.last else {
            Issue.record("out of service was expected, not \(script.reports)")
            return
        }
        #expect(text.contains("open the cash box"))
        // It is never acknowledged by itself.
        for _ in 0..<20 {
            script.wait()
            #expect(script.asked?.data != [0x57])
            script.answer(script.asked?.data == [0x56] ? [0xF0, 0xEE, 0x09] : [0xF0])
        }
        script.feed(.command(.reset))
        script.wait()
        #expect(script.asked?.data == [0x57])
        script.answer([0xF0])
        script.wait()
        #expect(script.asked?.data == [0x01])
        #expect(script.reports.filter(\.isMoney) == [])
    }

    @Test func aNoteOfUnknownWorthIsGivenBackWhateverTheKioskSays() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF0, 0xEF, 0x09])
        script.feed(.command(.stackNote))
        script.wait()
        #expect(script.asked?.data == [0x08])
        #expect(script.reports.filter(\.isMoney) == [])
    }

    @Test func aFloodOfNotesNobodyPutInFillsNoMoreThanTheQueue() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF2])
        script.wait()
        script.answer([0xF0] + (0..<60).flatMap { _ in [0xEF, 0x01, 0xEE, 0x01] })
        guard case .presence(.faulty(let text)) = script.reports.last else {
            Issue.record("out of service was expected, not \(script.reports)")
            return
        }
        #expect(text.contains("more notes than were put in"))
        for _ in 0..<60 { script.feed(.command(.acknowledge)) }
        #expect(script.reports.filter(\.isMoney).count == SSPStateMachine.longestQueue)
    }

    @Test func anUnknownEventTakesTheDeviceOutOfServiceByName() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF0, 0xDA, 0xEE, 0x05])
        #expect(script.reports.filter(\.isMoney) == [])
        guard case .presence(.faulty(let text)) = script.reports.last else {
            Issue.record("faulty was expected, not \(script.reports)")
            return
        }
        #expect(text.contains("event DA"))
    }

    @Test func anEncryptedDeviceIsFaultyWithTheReason() {
        var script = SSPScript()
        script.answer([0xF0])
        script.wait()
        script.answer([0xFA])
        guard case .presence(.faulty(let text)) = script.reports.last else {
            Issue.record("faulty was expected, not \(script.reports)")
            return
        }
        #expect(text.contains("eSSP"))
    }

    /// Some other device was put in the place of the one that owed an answer: its word is not taken for the other's.
    @Test func theLateAnswerOfAnotherDeviceIsNotBelieved() {
        var script = SSPScript()
        script.setUp()
        script.feed(.disconnected)
        script.feed(.connected)
        #expect(script.asked?.data == [0x56])
        script.answer([0xF0, 0xEE, 0x02])
        for _ in 0..<10 {
            script.wait()
            switch script.asked?.data.first {
            case 0x05: script.answer([0xF0] + sspSetup)
            case 0x0C: script.answer([0xF0, 0x00, 0x00, 0x00, 0x07])
            case 0x18: script.answer([0xF5])
            default: script.answer([0xF0])
            }
        }
        #expect(script.reports.filter(\.isMoney) == [])
        #expect(script.reports.contains(.identified(DeviceIdentification(serial: "7", firmware: "0414"))))
    }

    @Test func theLateAnswerOfTheSameDeviceCountsOnce() {
        var script = SSPScript()
        script.setUp()
        script.feed(.disconnected)
        script.feed(.connected)
        script.answer([0xF0, 0xEE, 0x02, 0xEB])
        #expect(script.reports.filter(\.isMoney) == [])
        script.setUp()
        #expect(script.reports.filter(\.isMoney) == [.stacked(Money(10_000, .eur))])
    }

    /// A kiosk that comes anew hears STACKED without its credit: the note the last one accepted.
    @Test func stackedWithoutACreditIsTheNoteOfAnEarlierKiosk() {
        var script = SSPScript()
        script.setUp()
        script.answer([0xF0, 0xEB])
        #expect(script.reports.contains(.poweredUp(note: .inStacker)))
        #expect(script.reports.filter(\.isMoney) == [])
    }
}
