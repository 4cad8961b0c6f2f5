import Foundation
import KioskConfiguration
import KioskSimulator
import Testing

/// What of the USB bench can be held against the rest of the project without booting its guest.
@Suite struct USBBenchTests {
    @Test(arguments: USBBenchSite.Choice.allCases)
    func sitesOfTheBenchAreConfigurationsThatKioskdTakes(_ choice: USBBenchSite.Choice) throws {
        let catalogue = try DeviceCatalogue.load(directory: USBBenchTests.path("devices"))
        let site = USBBenchSite(choice: choice, folder: "/run/usb-bench", hubPort: 8090)
        let configuration = try KioskConfiguration.read(site.yaml, name: "the bench's site", devices: catalogue)
        #expect(configuration.devices.count == (choice == .camera ? 6 : 5))
        for device in configuration.devices {
            guard case .usb = device.connection else {
                Issue.record("\(device.name) is at \(device.connection), not on USB")
                continue
            }
        }
    }

    @Test func namesOfScenariosAreDistinctWords() {
        #expect(Set(USBBench.names).count == USBBench.names.count)
        #expect(USBBench.names.allSatisfy { $0.wholeMatch(of: /[a-z0-9-]+/) != nil })
    }

    /// The bench's scanner on `usb-redir` is written in Python, and must say of itself what ours says.
    @Test func redirectedScannerHasOurReportDescriptor() throws {
        let text = try String(
            contentsOfFile: USBBenchTests.path("Tests/usb-bench/bench/redirect.py"), encoding: .utf8)
        let start = try #require(text.firstRange(of: "SCANNER_REPORT = bytes.fromhex("))
        let end = try #require(text[start.upperBound...].firstRange(of: ")"))
        let digits = text[start.upperBound..<end.lowerBound].split { !$0.isHexDigit }
        #expect(digits.compactMap { UInt8($0, radix: 16) } == SimulatedScanner.Wire.hidPOS.reportDescriptor)
    }

    private static func path(_ below: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(below)").standardized.path()
    }
}
