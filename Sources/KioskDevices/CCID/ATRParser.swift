package import KioskCore

extension ATR {
    /// Reads an answer to reset, or says what is wrong with it. Never reads past its end.
    package static func parse(_ bytes: [UInt8]) throws(SmartCardATRProblem) -> ATR {
        guard bytes.count <= mostBytes else { throw .tooLong }
        var reader = ByteReader(bytes)
        guard let initial = reader.byte(), let format = reader.byte() else { throw .empty }
        var answer = ATR(bytes: bytes)
        switch initial {
        case 0x3B: answer.convention = .direct
        case 0x3F: answer.convention = .inverse
        default: throw .unknownInitialCharacter
        }
        var chain = Chain()
        try chain.read(from: &reader, announcedBy: format, into: &answer)
        guard let historical = reader.bytes(Int(format & 0x0F)) else { throw .truncated }
        answer.historicalBytes = Array(historical)
        try answer.finish(chain)
        try answer.check(&reader, isNeeded: chain.needsCheckCharacter)
        return answer
    }

    private mutating func finish(_ chain: Chain) throws(SmartCardATRProblem) {
        // Without TD1 the card offers T=0 alone (section 8.2.3).
        for offered in chain.hasTD1 ? chain.offered : [SmartCardTransmission.t0.rawValue] {
            guard let one = SmartCardTransmission(rawValue: offered), !transmissions.contains(one) else { continue }
            transmissions.append(one)
        }
        if chain.offered.first == 15 { throw .protocolMissing }
        guard blockSize != 0, blockSize != 255 else { throw .reservedBlockSize }
        guard blockWaitingInteger <= 9 else { throw .reservedWaitingTime }
        if case .specific(_, speedIsImplicit: false) = mode {
            guard ATRSpeed(rawValue: speed).dataRate(clock: 1) != nil else { throw .reservedSpeed }
        }
    }

    /// TCK makes the exclusive-or of everything from T0 on zero (section 8.2.5).
    private mutating func check(_ reader: inout ByteReader, isNeeded: Bool) throws(SmartCardATRProblem) {
        let isZero = bytes.dropFirst().reduce(0, ^) == 0
        switch (isNeeded, reader.remaining) {
        case (true, 0): throw .checkCharacterMissing
        case (true, 1): if !isZero { throw .checkCharacterWrong }
        case (false, 0): break
        case (false, 1):
            guard isZero else { throw .trailingBytes }
            hasNeedlessCheckCharacter = true
        default: throw .trailingBytes
        }
    }

    /// The chain of interface bytes TA, TB, TC, TD (section 8.2.3). Its length is bounded by that of the answer.
    private struct Chain {
        /// The protocol of each TD, in order.
        var offered: [UInt8] = []
        var hasTD1: Bool { !offered.isEmpty }
        var needsCheckCharacter: Bool { offered.contains { $0 != 0 } }
        private var hasT0Bytes = false
        private var hasT1Bytes = false
        private var hasGlobalBytes = false

        mutating func read(
            from reader: inout ByteReader, announcedBy format: UInt8, into answer: inout ATR
        ) throws(SmartCardATRProblem) {
            var announced = format
            for group in 1... {
                let a = try next(&reader, announced & 0x10 != 0)
                let b = try next(&reader, announced & 0x20 != 0)
                let c = try next(&reader, announced & 0x40 != 0)
                let d = try next(&reader, announced & 0x80 != 0)
                switch group {
                case 1:
                    answer.speed = a ?? answer.speed
                    answer.extraGuardTime = c ?? answer.extraGuardTime
                case 2:
                    if let a { try answer.takeMode(a) }
                    // WI = 0 is reserved, and some cards send it: the default stands.
                    if let c, c != 0 { answer.waitingInteger = c }
                default: take(a, b, c, into: &answer)
                }
                guard let d else { return }
                offered.append(d & 0x0F)
                announced = d
            }
        }

        /// Bytes of the third group and later belong to the protocol named before them; the first group of each
        /// protocol counts.
        private mutating func take(_ a: UInt8?, _ b: UInt8?, _ c: UInt8?, into answer: inout ATR) {
            switch offered.last {
            case 1 where !hasT1Bytes:
                hasT1Bytes = true
                answer.blockSize = a ?? answer.blockSize
                if let b {
                    answer.blockWaitingInteger = b >> 4
                    answer.characterWaitingInteger = b & 0x0F
                }
                if let c { answer.blockCheck = c & 0x01 == 0 ? .lrc : .crc }
            case 15 where !hasGlobalBytes:
                hasGlobalBytes = true
                if let a { answer.voltageClasses = a & 0x3F }
            default: break
            }
        }

        private func next(_ reader: inout ByteReader, _ isAnnounced: Bool) throws(SmartCardATRProblem) -> UInt8? {
            guard isAnnounced else { return nil }
            guard let byte = reader.byte() else { throw .truncated }
            return byte
        }
    }

    /// TA2 (section 8.3): its presence alone makes the mode specific.
    private mutating func takeMode(_ byte: UInt8) throws(SmartCardATRProblem) {
        guard let transmission = SmartCardTransmission(rawValue: byte & 0x0F) else { throw .protocolMissing }
        mode = .specific(transmission, speedIsImplicit: byte & 0x10 != 0)
    }
}

extension SmartCardATRProblem: Error {}
