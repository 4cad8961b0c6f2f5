import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of a card reader on a line with a simulated one.
typealias SmartCardBench = DevicePump<CCIDStateMachine, SimulatedCardReader>

extension DevicePump where Machine == CCIDStateMachine, Device == SimulatedCardReader {
    static var start: KioskInstant {
        KioskInstant(sinceBoot: .seconds(60), wall: WallTime(milliseconds: 1_763_700_000_000))
    }

    /// Described as over USB, connected, ready, and past the time in which readers tell what they started with.
    static func ready(_ model: CardReaderModel = CardReaderModel(), card: SimulatedChipCard? = nil) -> SmartCardBench {
        var bench = fresh(model, card: card)
        bench.connect()
        bench.run(for: .seconds(2))
        return bench
    }

    static func fresh(_ model: CardReaderModel = CardReaderModel(), card: SimulatedChipCard? = nil) -> SmartCardBench {
        var machine = CCIDStateMachine()
        _ = machine.received(.described(model.classDescriptor), at: start)
        return SmartCardBench(machine, SimulatedCardReader(model: model, card: card), startingAt: start)
    }

    /// With a card in it that has a session; nothing left to say.
    static func activated(
        _ model: CardReaderModel = CardReaderModel(), card: SimulatedChipCard
    ) throws -> SmartCardBench {
        var bench = ready(model, card: card)
        _ = bench.takeReports()
        _ = try bench.activate()
        return bench
    }

    /// Gives a command and returns what it was answered with; other reports stay.
    mutating func tell(
        _ order: SmartCardReaderCommand, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> SmartCardReaderReport {
        command(order)
        run(upTo: .seconds(400)) { $0.reports.contains(where: \.isOutcome) }
        let told = takeReports().filter(\.isOutcome)
        #expect(told.count == 1, sourceLocation: sourceLocation)
        return try #require(told.first, sourceLocation: sourceLocation)
    }

    mutating func activate(sourceLocation: SourceLocation = #_sourceLocation) throws -> SmartCard {
        let outcome = try tell(.activate, sourceLocation: sourceLocation)
        let card: SmartCard? = if case .activated(let card) = outcome { card } else { nil }
        return try #require(card, "\(outcome)", sourceLocation: sourceLocation)
    }

    /// The card's answer to a command.
    mutating func ask(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
        let outcome = try tell(.transmit(bytes), sourceLocation: sourceLocation)
        let answer: [UInt8]? = if case .answered(let answer) = outcome { answer } else { nil }
        return try #require(answer, "\(outcome)", sourceLocation: sourceLocation)
    }
}

extension SmartCardReaderReport {
    /// Whether it is the answer to a command.
    var isOutcome: Bool {
        switch self {
        case .activated, .answered, .deactivated, .failed: true
        case .presence, .cardInserted, .cardRemoved, .noticed: false
        }
    }

    var failure: SmartCardFailure? { if case .failed(let failure) = self { failure } else { nil } }
}

/// Readers and cards in every combination that there is.
enum SmartCardSetting {
    static let readers: [CardReaderModel] = [
        CardReaderModel(.tpdu), CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.nothing),
        CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.pps), CardReaderModel(.shortAPDU),
        CardReaderModel(.extendedAPDU), CardReaderModel(.extendedAPDU, maximumMessage: 65_554),
    ]
    static let cards: [SimulatedChipCard] = [.t0, .t1, .t1WithSmallBlocks, .t1WithCRC, .both]

    static let selectApplication: [UInt8] =
        [0x00, 0xA4, 0x04, 0x00, UInt8(SimulatedChipCard.utilityName.count)] + SimulatedChipCard.utilityName + [0x00]
    static let selectCustomer: [UInt8] = [0x00, 0xA4, 0x00, 0x00, 0x02, 0x2F, 0x01]
    static let readCustomer: [UInt8] = [0x00, 0xB0, 0x00, 0x00, 19]
    static let customer = Array("CUSTOMER 3301002244".utf8)
    static let ok: [UInt8] = [0x90, 0x00]

    /// So many bytes from the card, in whatever portions.
    static func give(_ count: Int) -> [UInt8] {
        [0x80, 0x12, UInt8(count >> 8), UInt8(count & 0xFF), 0x00]
    }

    static func given(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } + ok }
}

/// Numbers that look random and are the same every time.
struct LineNoise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}
