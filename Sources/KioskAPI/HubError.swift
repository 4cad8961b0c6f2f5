package import KioskCore

/// The body of every answer that is not 200, 201 or 202: `{"error":{"code":…,"class":…,"message":…}}`.
package struct HubErrorBody: Hashable, Codable, Sendable {
    package let error: HubError

    package init(_ error: HubError) { self.error = error }
}

/// Why the hub did not do what it was asked, and whether asking again can help.
package struct HubError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    package let code: HubErrorCode
    /// Follows from `code`; written out so that a client without our code list can act on it.
    package let `class`: HubErrorClass
    /// What happened and what to do, for logs and technicians; never an account number.
    package let message: String
    package let hintAfterSeconds: Int?

    package init(_ code: HubErrorCode, _ message: String, hintAfterSeconds: Int? = nil) {
        self.code = code
        self.class = code.errorClass
        self.message = message
        self.hintAfterSeconds = hintAfterSeconds
    }

    package init(_ refusal: HubRefusal, hintAfterSeconds: Int? = nil) {
        self.init(HubErrorCode(refusal.reason), refusal.message, hintAfterSeconds: hintAfterSeconds)
    }

    /// A request that cannot be read or is out of bounds.
    package init(_ fault: RequestFault) { self.init(.requestInvalid, fault.description) }

    package var description: String { "\(code.rawValue): \(message)" }
}

/// Whether to ask again.
package enum HubErrorClass: String, CaseIterable, Codable, Sendable {
    /// The same request is refused for ever.
    case nonRetriable = "NON_RETRIABLE"
    /// Inquire anew, then prepare anew.
    case reinquire = "REINQUIRE"
    /// The same request may succeed after `hintAfterSeconds`.
    case retriable = "RETRIABLE"
    /// It goes on; ask for the state after `hintAfterSeconds`.
    case pending = "PENDING"
}

/// All reasons an answer is an error: those of `HubRefusal.Reason` first, under the same names.
package enum HubErrorCode: String, CaseIterable, Codable, Sendable {
    case billerUnknown = "BILLER_UNKNOWN"
    case accountUnknown = "ACCOUNT_UNKNOWN"
    case accountBlocked = "ACCOUNT_BLOCKED"
    case alreadyPaid = "ALREADY_PAID"
    case amountNotAllowed = "AMOUNT_NOT_ALLOWED"
    case tenderNotAllowed = "TENDER_NOT_ALLOWED"
    case billChanged = "BILL_CHANGED"
    case inquiryExpired = "INQUIRY_EXPIRED"
    case preparationExpired = "PREPARATION_EXPIRED"
    case paymentInProgress = "PAYMENT_IN_PROGRESS"
    case cancelled = "CANCELLED"
    case requestInvalid = "REQUEST_INVALID"
    case billerUnavailable = "BILLER_UNAVAILABLE"
    /// The id is known with another body, or in a state that does not allow this.
    case conflict = "CONFLICT"
    case alreadyClaimed = "ALREADY_CLAIMED"
    case notFound = "NOT_FOUND"
    case bodyTooLarge = "BODY_TOO_LARGE"
    /// More requests are waiting than the hub can answer in time.
    case busy = "BUSY"
    case internalError = "INTERNAL_ERROR"

    package init(_ reason: HubRefusal.Reason) {
        switch reason {
        case .billerUnknown: self = .billerUnknown
        case .accountUnknown: self = .accountUnknown
        case .accountBlocked: self = .accountBlocked
        case .alreadyPaid: self = .alreadyPaid
        case .amountNotAllowed: self = .amountNotAllowed
        case .tenderNotAllowed: self = .tenderNotAllowed
        case .billChanged: self = .billChanged
        case .inquiryExpired: self = .inquiryExpired
        case .preparationExpired: self = .preparationExpired
        case .paymentInProgress: self = .paymentInProgress
        case .cancelled: self = .cancelled
        case .requestInvalid: self = .requestInvalid
        }
    }

    /// Nil for what is trouble or a conflict rather than a refusal.
    package var refusalReason: HubRefusal.Reason? { HubRefusal.Reason(rawValue: rawValue) }

    package var errorClass: HubErrorClass {
        switch self {
        case .billChanged, .inquiryExpired, .preparationExpired: .reinquire
        case .billerUnavailable, .busy, .internalError, .paymentInProgress: .retriable
        case .billerUnknown, .accountUnknown, .accountBlocked, .alreadyPaid, .amountNotAllowed, .tenderNotAllowed,
            .cancelled, .requestInvalid, .conflict, .alreadyClaimed, .notFound, .bodyTooLarge:
            .nonRetriable
        }
    }

    /// The HTTP status it is sent with. Clients go by the code: a status may come from something between.
    package var httpStatus: Int {
        switch self {
        case .requestInvalid: 400
        case .billerUnknown, .accountUnknown, .notFound: 404
        case .paymentInProgress, .conflict, .alreadyClaimed: 409
        case .bodyTooLarge: 413
        case .accountBlocked, .alreadyPaid, .amountNotAllowed, .tenderNotAllowed, .billChanged, .inquiryExpired,
            .preparationExpired, .cancelled:
            422
        case .internalError: 500
        case .billerUnavailable, .busy: 503
        }
    }
}
