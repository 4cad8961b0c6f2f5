package import KioskCore

extension HubAnswerReader {
    /// The differences that the hub found in a cash collection.
    package static func collection(
        _ asked: CollectionID, status: Int, body: [UInt8]
    ) -> ReconciliationOutcome {
        switch read(CollectionAnswer.self, status: status, body: body) {
        case .failure(let failure): .unavailable(failure.trouble)
        case .success(let answer):
            answer.collection == asked ? compared(answer.differences) : .unavailable(.answerForAnother)
        }
    }

    /// The differences that the hub found in a business day.
    package static func day(_ asked: DayStatement, status: Int, body: [UInt8]) -> ReconciliationOutcome {
        switch read(DayAnswer.self, status: status, body: body) {
        case .failure(let failure): .unavailable(failure.trouble)
        case .success(let answer):
            answer.kiosk == asked.kiosk && answer.date == asked.date
                ? compared(answer.differences) : .unavailable(.answerForAnother)
        }
    }

    private static func compared(_ differences: [PaymentDifference]) -> ReconciliationOutcome {
        let areSound = differences.allSatisfy { (try? $0.checkBounds()) != nil }
        return areSound ? .compared(differences) : .unavailable(.malformedAnswer)
    }

    /// How the witness judges the head it was shown. Judged is only what the hub itself says in so many words.
    package static func witness(status: Int, body: [UInt8]) -> WitnessOutcome {
        if status == 409, let answer = try? HubJSON.decode(JournalSizeAnswer.self, from: body), answer.size >= 0 {
            return .proofNeeded(from: answer.size)
        }
        switch read(JournalHeadAnswer.self, status: status, body: body) {
        case .failure(let failure): return .unavailable(failure.trouble)
        case .success(let answer): return .judged(answer.standing)
        }
    }
}
