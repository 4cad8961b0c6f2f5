import KioskControl
import KioskCore

/// Each device unplugged while bytes are on the way, and plugged in again.
extension USBScenario {
    static let transferring: [USBScenario] = [
        USBScenario("scanner-unplugged-transferring") { stage, resident in
            let scanner = stage.devices.scanner
            // Three reports, of which the last does not come.
            let long = ScannedCode(String(repeating: "0123456789", count: 15), symbology: .qr)
            scanner.firmware.hand(.layAndTakeAway(long))
            try await scanner.unplug()
            try await stage.wait(for: "scanner", toBe: .absent)
            try await scanner.plugIn()
            try await stage.wait(for: "scanner", toBe: .ready)
            try await resident.bring()
            return "the half code is forgotten, the next bill is read whole"
        },
        USBScenario("printer-unplugged-transferring") { stage, _ in
            let printer = stage.devices.printer
            printer.firmware.hand(.setSpeed(linesPerSecond: 2))
            defer { printer.firmware.hand(.setSpeed(linesPerSecond: nil)) }
            let before = printer.firmware.counts.received
            async let test = stage.exercise("printer")
            try await stage.until("the test slip is on its way", every: .milliseconds(2)) {
                printer.firmware.counts.received > before + 40
            }
            try await printer.unplugWithPower()
            let answer = try await test
            try expect(!answer.works, "The test of an unplugged printer says: \(answer.said)")
            try await stage.wait(for: "printer", toBe: .absent)
            printer.firmware.hand(.setSpeed(linesPerSecond: nil))
            try await printer.plugIn()
            try await stage.wait(for: "printer", toBe: .ready)
            try await stage.expectWorks("printer")
            return "the slip was told to have failed (\(answer.said)), the next one is out"
        },
        USBScenario("note-acceptor-unplugged-transferring") { stage, resident in
            let acceptor = stage.devices.acceptor
            let count = resident.slipCount
            try await resident.free()
            try await resident.beginCash()
            resident.insert()
            // The note travels in; the kiosk is told so at every poll.
            try await stage.until("the note travels", every: .milliseconds(2)) {
                acceptor.firmware.read { $0.mechanics.isAccepting }
            }
            try await acceptor.unplug()
            try await Task.sleep(for: .milliseconds(500))
            try await acceptor.plugIn()
            return try await stage.settleAfterAccident(resident, slips: count)
        },
        USBScenario("payment-terminal-unplugged-transferring") { stage, resident in
            let terminal = stage.devices.terminal
            try await resident.free()
            try await resident.beginCard()
            try await terminal.unplugWithPower()
            try await Task.sleep(for: .milliseconds(500))
            try await terminal.plugIn()
            let page = try await resident.wait(for: ["failed"])
            let captured = terminal.firmware.read { $0.captures.count }
            try await resident.free()
            try await stage.wait(for: "payment-terminal", toBe: .ready)
            _ = try await resident.payByCard()
            try expect(
                terminal.firmware.read { $0.captures.count } == captured + 1, "The next payment was not captured once.")
            return "the screen said \(page.screen), nothing was charged, the next card is charged once"
        },
        USBScenario("card-reader-unplugged-transferring") { stage, _ in
            let reader = stage.devices.cardReader
            let before = reader.firmware.counts.received
            async let test = stage.exercise("card-reader")
            try await stage.until("the card is being asked", every: .milliseconds(1)) {
                reader.firmware.counts.received > before
            }
            try await reader.unplugWithPower()
            let answer = try await test
            try await stage.wait(for: "card-reader", toBe: .absent)
            try await reader.plugIn()
            try await stage.wait(for: "card-reader", toBe: .ready)
            try await stage.expectWorks("card-reader")
            return "the test ended (\(answer.said)), the next one reads the card"
        },
        USBScenario("card-pulled-out-in-the-middle") { stage, _ in
            let reader = stage.devices.cardReader.firmware
            reader.hand(.removeDuring(0))
            let answer = try await stage.exercise("card-reader")
            try expect(!answer.works, "The test without a card says: \(answer.said)")
            reader.hand(.insert(.t1))
            try await stage.wait(for: "card-reader", toBe: .ready)
            try await stage.expectWorks("card-reader")
            return "told: \(answer.said)"
        },
        USBScenario("scanner-unplugged-during-payment") { stage, resident in
            let count = resident.slipCount
            try await resident.free()
            try await resident.beginCash()
            try await stage.devices.scanner.unplug()
            resident.insert()
            let slip = try await resident.takeSlip(after: count)
            try await stage.devices.scanner.plugIn()
            try await stage.wait(for: "scanner", toBe: .ready)
            return "the payment went on without it, slip of \(slip.count) characters"
        },
        USBScenario("payment-terminal-unplugged-between-authorisation-and-answer") { stage, resident in
            let terminal = stage.devices.terminal
            let (count, captured) = (resident.slipCount, terminal.firmware.read { $0.captures.count })
            try await resident.free()
            try await resident.beginCard()
            resident.insertCard()
            try await stage.until("the bank is asked", every: .milliseconds(2)) {
                terminal.firmware.read { $0.isAskingBank }
            }
            try await terminal.unplug()
            try await stage.until("the bank has charged the card") {
                terminal.firmware.read { $0.captures.count } == captured + 1
            }
            try await terminal.plugIn()
            let slip = try await resident.takeSlip(after: count)
            try expect(
                terminal.firmware.read { $0.captures.count } == captured + 1, "The card was charged more than once.")
            return "charged once while unplugged, found by asking the terminal, slip of \(slip.count) characters"
        },
    ]
}

extension NoteMechanics {
    var isAccepting: Bool {
        if case .accepting = phase { true } else { false }
    }

    var isInEscrow: Bool {
        if case .escrow = phase { true } else { false }
    }

    var isStacking: Bool {
        if case .stacking = phase { true } else { false }
    }
}
