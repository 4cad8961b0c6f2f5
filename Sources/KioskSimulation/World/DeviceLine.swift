import KioskDevices
import KioskSimulator

/// What can be done to the line between a driver and its device, whatever they are.
protocol DeviceLine {
    mutating func plugIn()
    mutating func pullOut()
    mutating func damage(_ messages: Int)
    mutating func lose(_ messages: Int)
    mutating func cutSmall()
}

extension DevicePump: DeviceLine {
    mutating func plugIn() { if !isConnected { connect() } }
    mutating func pullOut() { if isConnected { disconnect() } }

    mutating func damage(_ messages: Int) {
        toDamage[.toDevice, default: 0] += messages
        toDamage[.toMachine, default: 0] += messages
    }

    mutating func lose(_ messages: Int) {
        toLose[.toDevice, default: 0] += messages
        toLose[.toMachine, default: 0] += messages
    }

    mutating func cutSmall() { largestChunk = 1 }
}
