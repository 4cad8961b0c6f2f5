import Foundation
import KioskDevices
import Testing

@testable import KioskRuntime

@Suite struct PairingTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "pairings-\(UUID()).json").path()

    private func printer(serial: String? = "A1", port: String = "1-1") -> LineIdentity {
        LineIdentity(vendorID: 0x04B8, productID: 0x0E28, serial: serial, portPath: port)
    }

    private func isRight(_ verdict: PairingBook.Verdict) -> Bool { verdict == .right }

    @Test func theFirstDeviceIsPairedAndStaysSoAfterARestart() throws {
        #expect(isRight(try PairingBook(path: path).check("printer", printer())))
        let book = try PairingBook(path: path)
        #expect(isRight(try book.check("printer", printer())))
        #expect(!isRight(try book.check("printer", printer(serial: "B2"))))
    }

    @Test func aDeviceWithASerialNumberMayChangeItsPort() throws {
        let book = try PairingBook(path: path)
        _ = try book.check("printer", printer())
        #expect(isRight(try book.check("printer", printer(port: "1-4.2"))))
    }

    @Test func aDeviceWithoutASerialNumberIsKnownByItsPort() throws {
        let book = try PairingBook(path: path)
        _ = try book.check("printer", printer(serial: nil))
        #expect(isRight(try book.check("printer", printer(serial: nil))))
        #expect(!isRight(try book.check("printer", printer(serial: nil, port: "1-4.2"))))
        #expect(!isRight(try book.check("printer", printer(serial: "A1"))))
    }

    @Test func anotherSerialNumberIsLockedUntilATechnicianPairsIt() throws {
        let book = try PairingBook(path: path)
        _ = try book.check("printer", printer())
        #expect(!isRight(try book.check("printer", printer(serial: "B2"))))
        #expect(try book.pair("printer"))
        #expect(isRight(try book.check("printer", printer(serial: "B2"))))
        #expect(!isRight(try book.check("printer", printer())), "the old one is the stranger now")
    }

    @Test func theSerialNumberOfTheProtocolCountsAsWell() throws {
        let book = try PairingBook(path: path)
        #expect(isRight(try book.check("acceptor", serial: "000000123456")))
        #expect(!isRight(try book.check("acceptor", serial: "000000999999")))
        #expect(try book.pair("acceptor"))
        #expect(isRight(try PairingBook(path: path).check("acceptor", serial: "000000999999")))
    }

    @Test func whoFallsSilentAboutItsSerialNumberIsAnother() throws {
        let book = try PairingBook(path: path)
        #expect(isRight(try book.check("acceptor", serial: nil)))
        #expect(isRight(try book.check("acceptor", serial: "000000123456")))
        #expect(!isRight(try book.check("acceptor", serial: nil)))
        #expect(try book.pair("acceptor"))
        #expect(isRight(try book.check("acceptor", serial: nil)))
    }

    @Test func thePairedDeviceIsKnownToTheLine() throws {
        let book = try PairingBook(path: path)
        #expect(book.identity(of: "printer") == nil)
        _ = try book.check("printer", printer())
        #expect(try PairingBook(path: path).identity(of: "printer") == printer())
    }

    @Test func nothingIsPairedWhenNothingElseWasSeen() throws {
        let book = try PairingBook(path: path)
        _ = try book.check("printer", printer())
        #expect(try !book.pair("printer"))
    }

    @Test func aDamagedBookLocksInsteadOfGuessing() throws {
        try Data("{ not JSON".utf8).write(to: URL(filePath: path))
        #expect(throws: RuntimeError.self) { try PairingBook(path: path) }
    }
}
