/// What the reader does with each command (CCID revision 1.1, section 6.1).
extension SimulatedCardReader {
    mutating func carryOut(_ command: Command) -> Answer {
        switch command.type {
        case 0x62: return powerOn(command)
        case 0x63:
            card?.powerOff()
            return Answer(type: 0x81)
        case 0x65: return Answer(type: 0x81)
        case 0x6F: return transfer(command)
        case 0x61: return setParameters(command)
        case 0x6C: return Answer(type: 0x82, specific: protocolInUse, data: parameters)
        case 0x6D:
            parameters = []
            return Answer(type: 0x82, specific: protocolInUse)
        default: return refused(command, 0)
        }
    }

    private mutating func powerOn(_ command: Command) -> Answer {
        let selection = command.specific[0]
        powerSelections = powerSelections.suffix(99) + [selection]
        guard selection <= 3, selection != 0 || model.choosesVoltage else { return refused(command, 7) }
        guard let answer = card?.reset(voltage: selection) else { return refused(command, 0xFE) }
        protocolInUse = card?.currentProtocol ?? 0
        chain = Chain()
        parameters = []
        return Answer(type: 0x80, data: answer)
    }

    private mutating func setParameters(_ command: Command) -> Answer {
        let wanted = command.specific[0]
        guard wanted <= 1, model.protocols & 1 << UInt32(wanted) != 0 else { return refused(command, 7) }
        guard command.data.count == (wanted == 0 ? 5 : 7) else { return refused(command, 1) }
        parameters = command.data
        protocolInUse = wanted
        if model.sendsPPS, let card, card.currentProtocol != wanted {
            let request = [0xFF, wanted]
            _ = self.card?.negotiated(request + [request.reduce(0, ^)])
        }
        return Answer(type: 0x82, specific: wanted, data: command.data)
    }

    private mutating func transfer(_ command: Command) -> Answer {
        if parityErrorsLeft > 0 {
            parityErrorsLeft -= 1
            return refused(command, 0xFD)
        }
        guard let card, card.isPowered else { return refused(command, 0xFE) }
        switch model.level {
        case .character: return refused(command, 0)
        case .tpdu: return transferTPDU(command)
        case .shortAPDU:
            // A short APDU has 261 bytes at most (section 3.2.2).
            guard command.data.count <= 261 else { return refused(command, 1) }
            return transferAPDU(command.data)
        case .extendedAPDU: return transferPart(command)
        }
    }

    private mutating func transferTPDU(_ command: Command) -> Answer {
        let isPPS = command.data.first == 0xFF
        let reply: [UInt8]? =
            if isPPS {
                card?.negotiated(command.data)
            } else if protocolInUse == 1 {
                card?.t1(command.data)
            } else {
                card?.t0(command.data)
            }
        return reply.map { Answer(type: 0x80, data: $0) } ?? refused(command, 0xFE)
    }

    /// The reader speaks the card's protocol by itself; what comes back is what the card means.
    private mutating func transferAPDU(_ apdu: [UInt8]) -> Answer {
        guard var card, card.mayAnswer() else {
            self.card?.answersGiven += 1
            return Answer(type: 0x80, status: 1, error: 0xFE)
        }
        let reply = card.answer(apdu)
        self.card = card
        return Answer(type: 0x80, data: reply)
    }

    /// Extended APDU level: `wLevelParameter` says which part this is (section 6.1.4).
    private mutating func transferPart(_ command: Command) -> Answer {
        let room = model.maximumMessage - 10
        guard command.data.count <= room else { return refused(command, 1) }
        switch command.specific[1] {
        case 0x00: chain.command = command.data
        case 0x01:
            chain.command = command.data
            return Answer(type: 0x80, specific: 0x10)
        case 0x02: chain.command += command.data
        case 0x03:
            guard chain.command.count + command.data.count <= SimulatedCardReader.mostBuffered else {
                return refused(command, 1)
            }
            chain.command += command.data
            return Answer(type: 0x80, specific: 0x10)
        case 0x10: return nextPart(room)
        default: return refused(command, 8)
        }
        let whole = transferAPDU(chain.command)
        guard whole.status == 0 else { return whole }
        chain = Chain(answer: whole.data[...])
        return nextPart(room)
    }

    private mutating func nextPart(_ room: Int) -> Answer {
        let part = Array(chain.answer.prefix(room))
        chain.answer = chain.answer.dropFirst(room)
        let position: UInt8 =
            switch (chain.hasBegunAnswer, chain.answer.isEmpty) {
            case (false, true): 0x00
            case (false, false): 0x01
            case (true, true): 0x02
            case (true, false): 0x03
            }
        chain.hasBegunAnswer = true
        return Answer(type: 0x80, specific: position, data: part)
    }
}
