import Foundation
import HTTPTypes
import Hummingbird
import KioskAPI
import KioskCore

/// One request: what its path, query and body say, read with bounds and with faults that name the field.
struct HubCall: Sendable {
    let request: Request
    let parameters: Parameters
    let now: WallTime

    /// A value from the path, percent-decoded.
    func path(_ name: String) throws -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw HubError(.requestInvalid, "path.\(name): Give a value.")
        }
        return text
    }

    func path<ID: Identifier>(_ name: String, as type: ID.Type = ID.self) throws -> ID {
        let id = ID(try path(name))
        var bounds = Bounds()
        bounds.check(id, "path.\(name)")
        do { try bounds.throwFirstFault() } catch { throw HubError(error) }
        return id
    }

    /// The business day in the path.
    func date() throws -> CalendarDate {
        guard let date = CalendarDate(try path("date")) else {
            throw HubError(.requestInvalid, "path.date: Write the business day as 2026-11-21.")
        }
        return date
    }

    /// A value from the query, or nil where it is not given.
    func query(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map { String($0).removingPercentEncoding ?? String($0) }
    }

    func body<Value: Decodable>(_ type: Value.Type, upTo most: Int = HubJSON.largestBody) async throws -> Value {
        var request = request
        let buffer: ByteBuffer
        do {
            buffer = try await request.collectBody(upTo: most)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw HubError(.bodyTooLarge, "At most \(most) bytes are read.")
        }
        do {
            return try HubJSON.decode(type, from: Array(buffer.readableBytesView), upTo: most)
        } catch {
            throw HubError(error)
        }
    }

    /// Throws unless the id in the body is the one in the path.
    func require<ID: Identifier>(_ inBody: ID, isPath name: String, field: String) throws {
        let inPath: ID = try path(name)
        guard inPath == inBody else {
            throw HubError(.requestInvalid, "\(field): The path says \(inPath), the body something else.")
        }
    }
}

extension Response {
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try HubJSON.encode(value))))
    }
}
