import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// Devices fail, lie and vanish, and people lay strange things on the scanner.
extension FaultScenario {
    static let devices: [FaultScenario] = [
        FaultScenario(47, "paper out before paying") { stage in
            stage.world.strike(.printer(.paperOut))
            stage.payInNotes()
            stage.expect(
                stage.world.screens.contains { if case .done = $0 { true } else { false } }, "nobody was shown the end")
        },
        FaultScenario(48, "paper out after paying") { stage in
            stage.world.strike(.printer(.paperEndsSoon))
            stage.payInNotes()
            stage.world.run(for: .seconds(60))
            stage.expect(stage.has("printFailed") || stage.has("printed"), "nobody knows what became of the slip")
        },
        FaultScenario(49, "cover open, jam") { stage in
            for trouble in [PrinterTrouble.coverOpen, .cutterJam] {
                try stage.renew { _ in }
                stage.world.strike(.printer(trouble))
                stage.payInNotes()
                stage.world.run(for: .seconds(120))
                stage.expect(stage.has("paymentSettled"), "\(trouble): not settled")
            }
            try stage.renew { _ in }
            stage.begin(stage.enough(0))
            stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
            stage.world.strike(.acceptor(.jam))
            stage.world.run(for: .seconds(240))
        },
        FaultScenario(50, "acceptor unplugged while stacking") { stage in
            for milliseconds in [200, 2_000, 10_000] {
                try stage.renew { _ in }
                stage.begin(stage.enough(0))
                stage.until("the note is to be stacked") { ScenarioStage.has("noteIntended", $0) }
                stage.world.strike(.unplugged(.acceptor, milliseconds: milliseconds))
                stage.world.run(for: .seconds(240))
                stage.expect(stage.count("noteStacked") <= 2, "a note was counted twice")
            }
        },
        FaultScenario(51, "scanner unplugged: keypad") { stage in
            stage.world.strike(.unplugged(.scanner, milliseconds: 600_000))
            stage.world.run(for: .seconds(10))
            stage.expect(stage.world.notices.contains(.scannerOutOfService), "the screen does not say so")
            stage.world.say(.residentChose(.service(.electricity)))
            stage.world.say(.residentChose(.biller(stage.household(0).biller)))
            for digit in stage.household(0).account.text.compactMap(\.wholeNumberValue) {
                stage.world.say(.residentChose(.digit(digit)))
            }
            stage.world.say(.residentChose(.submitAccount))
            stage.until("the bill is on the screen", within: .seconds(20)) { world in
                switch world.screen {
                case .billExplained, .billChoice: true
                default: false
                }
            }
        },
        FaultScenario(52, "terminal gone after authorisation, before its answer") { stage in
            for trouble in [TerminalTrouble.silentAfterCapture, .silentBeforeCapture, .losesAnswers, .powerBlip] {
                try stage.renew { _ in }
                stage.begin(.payByCard)
                stage.until("the card is in") { world in
                    if case .card(_, .insertCard, _) = world.screen { true } else { false }
                }
                stage.world.run(for: .milliseconds(1_500))
                stage.world.strike(.terminal(trouble))
                stage.world.run(for: .seconds(900))
                stage.expect(stage.count("cardCaptured") <= 1, "\(trouble): captured twice")
            }
        },
        FaultScenario(53, "some cash, then cancel: escrow returned, the stacked part a credit note") { stage in
            stage.visit(.stopAfterNotes([Money(10_00, .cny)]))
            stage.world.run(for: .seconds(120))
            stage.expect(stage.owedAtHub == Money(10_00, .cny), "\(stage.owedAtHub) is owed")
        },
        FaultScenario(54, "overpayment") { stage in
            let due = stage.household(0).amount
            stage.visit(.payWithNotes(Array(repeating: Money(100_00, .cny), count: 2)))
            stage.world.run(for: .seconds(120))
            stage.expect(stage.owedAtHub == stage.cash - due, "\(stage.cash) for \(due), \(stage.owedAtHub) is owed")
        },
        FaultScenario(55, "note pulled back: no credit, tamper event") { stage in
            stage.begin(stage.enough(0))
            stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
            stage.world.run(for: .milliseconds(900))
            stage.world.strike(.acceptor(.notePulled))
            stage.world.run(for: .seconds(60))
        },
        FaultScenario(56, "cash box out or full") { stage in
            for trouble in [AcceptorTrouble.cashBoxOut, .cashBoxFull] {
                try stage.renew { _ in }
                stage.begin(stage.enough(0))
                stage.until("the slot is open") { world in if case .cash = world.screen { true } else { false } }
                stage.world.run(for: .seconds(2))
                stage.world.strike(.acceptor(trouble))
                stage.world.run(for: .seconds(120))
                stage.expect(stage.has("incident"), "\(trouble): nobody was told")
            }
        },
        FaultScenario(
            57, "acceptor exchanged: locked until a technician pairs it",
            .elsewhere(
                "make usb-bench: note-acceptor-exchanged")),
        FaultScenario(58, "garbled frames, one byte at a time") { stage in
            for name in DeviceName.allCases {
                stage.world.strike(.byteByByte(name))
                stage.world.strike(.garbled(name, messages: 3))
            }
            stage.payInNotes()
            stage.world.run(for: .seconds(120))
            for name in DeviceName.allCases { stage.world.strike(.garbled(name, messages: 2)) }
            stage.visit(.payByCard, household: 1)
            stage.world.run(for: .seconds(120))
        },
        FaultScenario(
            59, "a keyboard, a disk or a network adapter plugged in: blocked, event",
            .elsewhere(
                "make usb-bench: strangers, and the rules of kioskctl device-rules")),
        FaultScenario(60, "a scan with control characters, of 10 kB, of somebody else's bill") { stage in
            let texts = ["\u{01}\u{1B}[2J\u{00}", String(repeating: "9", count: 10_000), "6901234567892", ""]
            for text in texts {
                stage.world.scanner.hand(.lay(ScannedCode(text, symbology: .qr)))
                stage.world.run(for: .seconds(20))
                let isUnmoved = if case .attract = stage.world.screen { true } else { false }
                stage.expect(isUnmoved, "a code of \(text.utf8.count) bytes began a visit")
            }
            stage.payInNotes()
        },
    ]
}
