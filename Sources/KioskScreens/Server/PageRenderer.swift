import KioskCore
import Mustache

/// Draws a view as HTML: the whole page, or the frame that is pushed to a page that is open.
///
/// The templates are part of the program, so a page needs no file of the disk. All values are escaped by the
/// template engine; no template of ours asks it not to.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    private let isDark: Bool
    private let readers: BillReaders
    let boot: UInt64

    init(isDark: Bool, readers: BillReaders = .scanner, boot: UInt64) {
        var library = MustacheLibrary()
        for (name, bytes) in PageRenderer.templates {
            do {
                try library.register(String(decoding: bytes, as: UTF8.self), named: name)
            } catch {
                preconditionFailure("the template \(name), which is part of the program, does not parse: \(error)")
            }
        }
        self.library = library
        self.isDark = isDark
        self.readers = readers
        self.boot = boot
    }

    /// The whole page, for a browser that asks for it.
    func page(_ view: KioskView, today: CalendarDate) -> String { render(view, today: today, template: "page") }

    /// The frame alone, for a page that is open.
    func frame(_ view: KioskView, today: CalendarDate) -> String { render(view, today: today, template: "frame") }

    private func render(_ view: KioskView, today: CalendarDate, template: String) -> String {
        let model = PageModel(view, isDark: isDark, readers: readers, today: today, boot: boot)
        guard let text = library.render(model, withTemplate: template) else {
            preconditionFailure("there is no template \(template)")
        }
        return text
    }

    /// Every template by its name.
    static let templates: [String: [UInt8]] = [
        "page": PackageResources.page_mustache,
        "frame": PackageResources.frame_mustache,
        "icons": PackageResources.icons_mustache,
        "choose": PackageResources.choose_mustache,
        "tick": PackageResources.tick_mustache,
        "account": PackageResources.account_mustache,
        "owner": PackageResources.owner_mustache,
        "claim": PackageResources.claim_mustache,
        "slot": PackageResources.slot_mustache,
        "attract": PackageResources.attract_mustache,
        "billerChoice": PackageResources.billerChoice_mustache,
        "accountEntry": PackageResources.accountEntry_mustache,
        "waiting": PackageResources.waiting_mustache,
        "message": PackageResources.message_mustache,
        "billChoice": PackageResources.billChoice_mustache,
        "billExplained": PackageResources.billExplained_mustache,
        "methodChoice": PackageResources.methodChoice_mustache,
        "cashConsent": PackageResources.cashConsent_mustache,
        "cash": PackageResources.cash_mustache,
        "hands": PackageResources.hands_mustache,
        "done": PackageResources.done_mustache,
        "failed": PackageResources.failed_mustache,
        "sight": PackageResources.sight_mustache,
    ]
}
