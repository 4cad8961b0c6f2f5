import Foundation

/// JSON as both sides of the hub's API write and read it: UTF-8, keys in order, no field for what is nil.
package enum HubJSON {
    /// The largest body either side accepts, in bytes; the longest bill of a demo biller takes under 4 kB.
    package static let largestBody = 256 * 1_024

    /// The value as JSON with its keys sorted, so that equal values give equal bytes.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Throws a `RequestFault` that names the field and what was expected there.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: [UInt8], upTo most: Int = largestBody
    ) throws(RequestFault) -> Value {
        guard bytes.count <= most else {
            throw RequestFault("body", "The body has \(bytes.count) bytes; at most \(most) are read.")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw RequestFault(decoding: error)
        } catch let fault as RequestFault {
            throw fault
        } catch {
            throw RequestFault("body", "The body is not JSON of the expected shape.")
        }
    }
}

/// What is wrong with a body: the field, and what to write there instead.
package struct RequestFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field as a path, for example `tenders[0].denomination.currency`; `body` for the whole.
    package let field: String
    package let message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }

    package var description: String { "\(field): \(message)" }

    init(decoding error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(RequestFault.name(context.codingPath + [key]), "This field is missing.")
        case .valueNotFound(_, let context):
            self.init(RequestFault.name(context.codingPath), "This field is null and must have a value.")
        case .typeMismatch(let type, let context):
            self.init(RequestFault.name(context.codingPath), "A value of the type \(type) is expected here.")
        case .dataCorrupted(let context):
            self.init(
                RequestFault.name(context.codingPath),
                context.codingPath.isEmpty
                    ? "This is not JSON, or has a number that is not whole or past 64 bits." : context.debugDescription)
        @unknown default:
            self.init("body", "The body is not JSON of the expected shape.")
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        let name = path.reduce(into: "") { name, key in
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += (name.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return name.isEmpty ? "body" : name
    }
}
