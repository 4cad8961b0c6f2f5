import Foundation
import KioskCore
import Testing

@testable import KioskScreens

/// Writes every page of the gallery as a file, for `Tests/browser/measure.py` to measure in a real browser.
@Suite struct GalleryExport {
    static let directory = ProcessInfo.processInfo.environment["PAYCIRCLE_GALLERY_DIR"]

    @Test(.enabled(if: directory != nil, "set PAYCIRCLE_GALLERY_DIR to a directory"))
    func everyPageOfTheGalleryIsWritten() throws {
        let folder = URL(fileURLWithPath: try #require(Self.directory), isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var index: [[String: String]] = []
        let ways = [false, true].flatMap { isDark in [(isDark, BillReaders.scanner), (isDark, .both)] }
        for (isDark, readers) in ways {
            let renderer = PageRenderer(isDark: isDark, readers: readers, boot: 1)
            // What a camera sees is on the first screen alone.
            let hasCamera = readers.hasCamera
            for page in ScreenGallery.pages where !hasCamera || page.name.hasPrefix("attract") {
                let size = page.view.isLargeType ? "large" : "normal"
                let name = page.name + (hasCamera ? "-camera" : "")
                let file = "\(name)-\(page.view.language.rawValue)-\(size)\(isDark ? "-dark" : "").html"
                // The mark keeps the script from asking a server for newer screens.
                let html = renderer.page(page.view, today: PageRenderingTests.today)
                    .replacingOccurrences(
                        of: "<html ", with: hasCamera ? "<html data-gallery data-sight=\"on\" " : "<html data-gallery ")
                try Data(html.utf8).write(to: folder.appendingPathComponent(file))
                index.append([
                    "name": name, "file": file, "language": page.view.language.rawValue, "type": size,
                    "ground": isDark ? "dark" : "light",
                ])
            }
        }
        try Data(PackageResources.screens_css).write(to: folder.appendingPathComponent("screens.css"))
        try Data(PackageResources.screens_js).write(to: folder.appendingPathComponent("screens.js"))
        try Data(PackageResources.sight_css).write(to: folder.appendingPathComponent("sight.css"))
        try Data(PackageResources.sight_js).write(to: folder.appendingPathComponent("sight.js"))
        try JSONSerialization.data(withJSONObject: index, options: [.sortedKeys])
            .write(to: folder.appendingPathComponent("index.json"))
        #expect(index.count > 2 * ScreenGallery.pages.count)
    }
}
