import HTTPTypes
import Hummingbird
import KioskAPI
import Logging

/// Turns every error into the API's error shape and gives every answer the id under which it is in the log.
struct ErrorsAsJSON: RouterMiddleware {
    typealias Context = BasicRequestContext

    static let requestID = HTTPField.Name("X-Request-Id")

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let answer = hubError(error, context.logger)
            response = try Response.json(HubErrorBody(answer), status: .init(code: answer.code.httpStatus))
            if let seconds = answer.hintAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        }
        if let name = ErrorsAsJSON.requestID { response.headers[name] = context.id }
        return response
    }

    private func hubError(_ error: any Error, _ logger: Logger) -> HubError {
        switch error {
        case let error as HubError:
            logger.info("hub refused", metadata: ["code": "\(error.code.rawValue)"])
            return error
        case let error as any HTTPResponseError where error.status == .notFound:
            return HubError(.notFound, "There is no such path, or not with this method.")
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            return HubError(.requestInvalid, "The request could not be read.")
        default:
            // The error's own text may hold what the statement held, so it stays in the hub's log.
            logger.error("hub failed", metadata: ["error": "\(error)"])
            return HubError(
                .internalError, "The hub could not answer; send the same again.", hintAfterSeconds: 5)
        }
    }
}
