import KioskEvidence

/// The kiosk's signing key: made once, kept in a file beside the journal, and never anywhere else.
enum JournalKey {
    /// What the key of a kiosk without one is named after; a key's name has no spaces and no plus (C2SP signed-note).
    static func path(_ journal: String) -> String { journal + ".key" }

    /// Reads the key, or makes one for a journal that has signed nothing yet.
    static func open(
        _ journal: String, kiosk: String, in place: any JournalPlace, isSigned: Bool
    ) throws(JournalError) -> SigningKey {
        let path = path(journal)
        do {
            if let bytes = try place.read(path), !bytes.isEmpty {
                return try read(bytes, path: path, kiosk: kiosk)
            }
            guard !isSigned else {
                throw JournalError(
                    .keyMissing,
                    """
                    \(path) is missing, and the journal's heads are signed with the key that was in it. Put the file \
                    back from the installation's backup, or start a new journal under a new kiosk number.
                    """)
            }
            let key = try SigningKey(name: kiosk, seed: place.keySeed())
            try place.replace(path, with: Array((key.secretText + "\n").utf8))
            return key
        } catch let error as JournalError {
            throw error
        } catch let error as EvidenceError {
            throw JournalError(
                .cannotOpen,
                "The kiosk's number \(kiosk) cannot name a key: use letters, digits and hyphens.", cause: error)
        } catch {
            throw JournalError(.cannotOpen, "\(path) cannot be read or written: check the disk.", cause: error)
        }
    }

    private static func read(_ bytes: [UInt8], path: String, kiosk: String) throws(JournalError) -> SigningKey {
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        let key: SigningKey
        do {
            key = try SigningKey(text)
        } catch {
            throw JournalError(
                .keyMissing, "\(path) holds no key: put the file back from the installation's backup.", cause: error)
        }
        guard key.name == kiosk else {
            throw JournalError(
                .wrongKiosk,
                """
                The journal is that of the kiosk \(key.name), and this is \(kiosk): give each kiosk its own disk and \
                its own number.
                """)
        }
        return key
    }

    /// The public half, for whoever reads the journal and may read the key.
    static func verifier(_ journal: String, in place: any JournalPlace) -> VerifierKey? {
        guard let bytes = try? place.read(path(journal)) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        return try? SigningKey(text).verifierKey
    }
}
