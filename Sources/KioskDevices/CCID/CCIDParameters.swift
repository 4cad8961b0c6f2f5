package import KioskCore

/// What SetParameters tells the reader of the card: the protocol data structures of CCID 1.1, section 6.1.7.
package struct CCIDParameters: Hashable, Sendable {
    package var transmission: SmartCardTransmission
    package var bytes: [UInt8]

    /// As the answer to reset has it, at the speed agreed on (`speed` is coded as TA1 is).
    package init(_ answer: ATR, _ transmission: SmartCardTransmission, speed: UInt8) {
        self.transmission = transmission
        let inverse: UInt8 = answer.convention == .inverse ? 0x02 : 0x00
        let waiting: UInt8
        switch transmission {
        case .t0:
            waiting = answer.waitingInteger
            bytes = [speed, inverse, answer.extraGuardTime, waiting, 0x00]
        case .t1:
            let check: UInt8 = answer.blockCheck == .crc ? 0x01 : 0x00
            waiting = answer.blockWaitingInteger << 4 | answer.characterWaitingInteger
            bytes = [speed, 0x10 | inverse | check, answer.extraGuardTime, waiting, 0x00, answer.blockSize, 0x00]
        }
    }
}
