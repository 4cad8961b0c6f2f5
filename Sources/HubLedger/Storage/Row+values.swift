import Foundation
import GRDB
import KioskAPI
import KioskCore

/// Reads KioskCore's values from columns. What cannot be read was not written by us: the books are damaged.
extension Row {
    func identifier<ID: Identifier>(_ column: String) -> ID { ID(self[column] as String) }

    func currency(_ column: String) throws -> Currency { try parsed(column) { Currency(code: $0) } }

    func parsed<Value>(_ column: String, _ parse: (String) -> Value?) throws -> Value {
        let text: String? = self[column]
        guard let value = text.flatMap(parse) else { throw damaged(column) }
        return value
    }

    func json<Value: Decodable>(_ column: String, _ type: Value.Type) throws -> Value {
        let text: String? = self[column]
        do {
            return try JSONDecoder().decode(type, from: Data((text ?? "").utf8))
        } catch {
            throw damaged(column)
        }
    }

    private func damaged(_ column: String) -> HubLedgerError {
        HubLedgerError(
            code: .corrupt, message: "The column \(column) of the hub's books cannot be read; restore a backup.")
    }
}

func json(_ value: some Encodable) throws -> String {
    String(decoding: try HubJSON.encode(value), as: UTF8.self)
}

func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 2 ? digits : "0" + digits
}
