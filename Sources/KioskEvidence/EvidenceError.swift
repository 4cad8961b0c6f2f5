/// Why a tree, a proof, a key, a note or a receipt was not accepted, in words a person can act on.
///
/// No message ever quotes a signing key.
package struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The stored state of a tree is not as it was written.
        case damagedTree
        /// The store of nodes lacks one that the proof needs.
        case missingNode
        /// A leaf, or a size, that the tree does not have.
        case outOfRange
        /// A proof with more or fewer hashes than its sizes call for.
        case wrongLength
        /// The proof leads to another root than the one it was held against.
        case wrongRoot
        case malformedKey
        case malformedNote
        case malformedCheckpoint
        /// The note bears no signature by a key that was asked for.
        case unknownKey
        /// The signature of a known key does not fit the text.
        case invalidSignature
        /// What should be a receipt's proof is something else, or of a newer version.
        case notAProof
        /// The end of a receipt's proof is missing.
        case truncated
        /// The parts of a receipt's proof contradict each other.
        case changed
        /// The receipt was signed with another key than the one given.
        case otherKey
        /// The checkpoint, or the receipt, is of another journal.
        case otherJournal
        /// The receipt is genuine, and of another entry than the one given.
        case otherEntry
    }

    package let code: Code
    /// What happened and what to do about it.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
