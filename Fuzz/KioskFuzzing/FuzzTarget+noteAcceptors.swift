import KioskCore
import KioskDevices

extension FuzzTarget {
    static let noteAcceptors = [
        FuzzTarget(name: "ccnet-codec", run: ccnetCodec),
        FuzzTarget(name: "ccnet-machine") { bytes in
            var input = FuzzInput(bytes)
            var profile = CCNETProfile()
            if input.byte() & 1 == 1 { profile.knownBillTable = CCNETBillTable([Money(1_000, .cny)]) }
            FuzzBench.play(
                input, to: CCNETStateMachine(profile: profile),
                with: NoteAcceptorPartner(CCNETClaims.self, longestFrame: CCNETCodec.largestFrame) {
                    $0.bufferedByteCount
                })
        },
        FuzzTarget(name: "id003-codec", run: id003Codec),
        FuzzTarget(name: "id003-machine") { bytes in
            var input = FuzzInput(bytes)
            var profile = ID003Profile()
            if input.byte() & 1 == 1 { profile.knownTable = ID003DenominationTable([Money(1_000, .cny)]) }
            FuzzBench.play(
                input, to: ID003StateMachine(profile: profile),
                with: NoteAcceptorPartner(ID003Claims.self, longestFrame: ID003Codec.largestFrame) {
                    $0.bufferedByteCount
                })
        },
        FuzzTarget(name: "ssp-codec", run: sspCodec),
        FuzzTarget(name: "ssp-machine") { bytes in
            FuzzBench.play(
                FuzzInput(bytes), to: SSPStateMachine(),
                with: NoteAcceptorPartner(SSPClaims.self, longestFrame: SSPCodec.largestPacket) {
                    $0.bufferedByteCount
                })
        },
    ]

    /// The first byte says of what the rest is.
    private static let ccnetCodec: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() & 0x03 {
        case 0: checkFrames(input, CCNETCodec(), CCNETCodec.frame) { ($0.received($1), $0.bufferedCount) }
        case 1:
            guard let status = CCNETStatus(input.all()) else { return }
            precondition(CCNETStatus(status.payload) == status, "a status does not come back from its own payload")
        case 2:
            guard let table = CCNETBillTable(input.all()) else { return }
            checkTable(table.denominations, size: CCNETBillTable.size)
        default: checkIdentification(CCNETIdentification.read(input.all()))
        }
    }

    private static let id003Codec: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() & 0x03 {
        case 0: checkFrames(input, ID003Codec(), ID003Codec.frame) { ($0.received($1), $0.bufferedCount) }
        case 1: _ = ID003Status(input.all())
        default:
            guard let table = ID003DenominationTable(input.all()) else { return }
            checkTable(table.denominations, size: ID003DenominationTable.size)
        }
    }

    private static let sspCodec: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        switch input.byte() & 0x03 {
        case 0: checkPackets(input)
        case 1:
            let list = SSPEventList(input.all())
            let again = SSPEventList(list.events.flatMap(\.bytes))
            precondition(again.events == list.events, "events do not come back from their own bytes")
        default:
            guard let setup = SSPSetup(input.all()) else { return }
            checkTable(setup.table.denominations, size: SSPChannels.highest)
        }
    }

    /// The frames of CCNET and ID-003: the same ones are found however the bytes are cut, each survives its own
    /// encoding, and less than one is held.
    private static func checkFrames<Codec>(
        _ input: FuzzInput, _ fresh: Codec, _ frame: ([UInt8]) -> [UInt8],
        _ receive: (inout Codec, [UInt8]) -> ([KermitFrames.Event], Int)
    ) {
        func messages(_ pieces: [[UInt8]]) -> [[UInt8]] {
            var codec = fresh
            return pieces.flatMap { piece -> [[UInt8]] in
                let (events, held) = receive(&codec, piece)
                precondition(held < KermitFrames.largestFrame, "a codec holds a whole frame or more")
                return events.compactMap { if case .message(let payload) = $0 { payload } else { nil } }
            }
        }
        var input = input
        let pieces = input.pieces()
        let found = messages(pieces)
        precondition(messages(pieces.joined().map { [$0] }) == found, "what is found depends on how bytes are cut")
        precondition(messages(found.map(frame)) == found, "a payload does not come back from its own frame")
    }

    private static func checkPackets(_ input: FuzzInput) {
        func packets(_ pieces: [[UInt8]]) -> [SSPPacket] {
            var codec = SSPCodec()
            return pieces.flatMap { piece -> [SSPPacket] in
                let events = codec.received(piece)
                precondition(codec.bufferedCount < SSPCodec.largestPacket, "a codec holds a whole packet or more")
                return events.compactMap { if case .packet(let packet) = $0 { packet } else { nil } }
            }
        }
        var input = input
        let pieces = input.pieces()
        let found = packets(pieces)
        precondition(packets(pieces.joined().map { [$0] }) == found, "what is found depends on how bytes are cut")
        let framable = found.filter { $0.address <= SSPCodec.highestAddress }
        precondition(packets(framable.map(SSPCodec.frame)) == framable, "a packet does not come back from its frame")
    }

    private static func checkTable(_ denominations: [Money?], size: Int) {
        precondition(denominations.count <= size, "a table is larger than its protocol's")
        precondition(
            denominations.allSatisfy { $0.map { $0.isPositive && $0.minorUnits <= Money.largestAccepted } ?? true },
            "a note is worth nothing, or more than anything")
    }

    private static func checkIdentification(_ identification: DeviceIdentification?) {
        guard let identification else { return }
        let texts = [identification.model, identification.serial, identification.firmware].compactMap { $0 }
        precondition(texts.allSatisfy { $0.utf8.count <= PrintableText.limit }, "a device talks too much of itself")
    }
}
