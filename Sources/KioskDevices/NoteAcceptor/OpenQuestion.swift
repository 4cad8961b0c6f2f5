import KioskCore

/// The one question on the line, for protocols whose answers do not say what they answer.
///
/// As long as it is open nothing else is asked, so that no event is taken for another's answer and none is eaten by a
/// poll nobody awaits.
struct OpenQuestion<Request: Sendable>: Sendable {
    let request: Request
    private var timesSent = 1
    private(set) var deadline: KioskInstant

    init(_ request: Request, answerBy deadline: KioskInstant) {
        self.request = request
        self.deadline = deadline
    }

    /// Counts one more sending; false when it was sent often enough.
    mutating func repeats(atMost limit: Int, answerBy deadline: KioskInstant) -> Bool {
        guard timesSent < limit else { return false }
        timesSent += 1
        self.deadline = deadline
        return true
    }
}
