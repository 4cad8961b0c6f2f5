/// What a note acceptor can be told.
///
/// The driver holds back its acknowledgement of `stacked` and `returned` until `.acknowledge`, so that the
/// device repeats them should the kiosk die before they are durable.
package enum NoteAcceptorCommand: Hashable, Codable, Sendable {
    /// Take notes of these denominations into escrow; all others are rejected by the device itself.
    case enable(denominations: [Money])
    /// Take no more notes. A note already on its way may still be reported before `disabled`.
    case disable
    /// Move the note in escrow to the cash box.
    case stackNote
    /// Give the note in escrow back.
    case returnNote
    /// The last `stacked`, `returned` or `poweredUp` is durable.
    case acknowledge
    /// A technician's word, after a jam or a failure was cleared by hand: start the device anew. Dropped while a note
    /// moves, lies in escrow, or waits for its acknowledgement, so that it never decides about a note.
    case reset
}

package enum NoteAcceptorReport: Hashable, Codable, Sendable {
    case presence(DevicePresence)
    /// What the device says it is; told once after each time it came within reach.
    case identified(DeviceIdentification)
    /// The device came up. It says where it found a note; the device then deals with that note by itself:
    /// a note in the acceptor is given back, a note in the stacker falls into the cash box.
    case poweredUp(note: NoteAtPowerUp?)
    case enabled
    /// The device takes no notes and holds none on its way.
    case disabled
    /// A note is held in escrow and waits for `stackNote` or `returnNote`.
    case escrowed(Money)
    /// The note lies in the cash box. Repeated until acknowledged.
    case stacked(Money)
    /// The note from escrow lies in the mouth of the device. Repeated until acknowledged.
    case returned(Money)
    /// The device gave a note back before escrow.
    case rejected(NoteRejection)
    case cashBoxRemoved
    case cashBoxFull
    case cashBoxBack
    case jammed
    /// Somebody tampers: a note on a string, a slot forced open.
    case cheated
}

package enum NoteAtPowerUp: Hashable, Codable, Sendable {
    /// In the validator: it is given back.
    case inAcceptor
    /// On its way to the cash box, or in it: it is stacked.
    case inStacker
}

package enum NoteRejection: String, CaseIterable, Codable, Sendable {
    /// Not recognised, torn, folded, dirty or false.
    case notRecognised
    /// A note this device or this payment does not take.
    case denominationNotTaken
    /// Pulled, pushed crooked, or too fast.
    case badInsertion
    /// The device could not move or read it.
    case deviceTrouble
}
