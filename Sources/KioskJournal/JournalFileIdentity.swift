/// Which file a path named when the journal was opened.
///
/// A file that somebody deletes or replaces can still be written to by the process that has it open, and all of it is
/// gone when that process ends. So each append first looks whether the path still names the same file.
struct JournalFileIdentity: Sendable {
    private let path: String
    private let place: any JournalPlace
    private let identity: FileIdentity

    init(_ path: String, in place: any JournalPlace) throws(JournalError) {
        guard let identity = place.identity(of: path) else {
            throw JournalError(.readFailed, "The journal \(path) vanished while it was opened: check who deletes it.")
        }
        self.path = path
        self.place = place
        self.identity = identity
    }

    func requireUnchanged() throws(JournalError) {
        guard place.identity(of: path) == identity else {
            throw JournalError(
                .appendFailed,
                "The journal \(path) was deleted or replaced under the running kiosk: stop it, and find the file.")
        }
    }
}
