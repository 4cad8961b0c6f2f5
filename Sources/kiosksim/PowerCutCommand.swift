import ArgumentParser
import Foundation
import KioskJournal
import KioskSimulator

struct PowerCutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power-cut",
        abstract: "Cut the power of kiosks in QEMU while somebody pays, and hold them against the laws.",
        discussion: """
            `make power-cut` makes the guest and calls this. Exit code 0 only when every cycle was played, money was \
            taken, and every law held.
            """)

    @Option(help: "How often the power is cut in the middle of paying.") var cycles = 25
    @Option(help: "What the moments are chosen by.") var seed: UInt64 = 1
    @Option(help: "How many kiosks are cut at the same time; each takes a processor.") var kiosks = 2
    @Option(help: "An uncompressed Linux kernel.") var kernel: String
    @Option(help: "Its first file system in memory, with Tests/power-cut/init.") var initrd: String
    @Option(help: "An ext4 image with kioskd and what it needs.") var programs: String
    @Option(help: "Where consoles, images and journals go; emptied at the start.") var folder = "out/power-cut"

    func validate() throws {
        guard cycles > 0, kiosks > 0 else { throw ValidationError("Give --cycles and --kiosks a number above zero.") }
    }

    func run() async throws {
        var options = PowerCutRun.Options()
        (options.cycles, options.seed, options.kiosks, options.folder) = (cycles, seed, kiosks, folder)
        let reading = JournalReading { path in try JournalReader(path: path).entries() }
        let files = GuestFiles(kernel: kernel, initrd: initrd, programs: programs)
        // Written line by line: `print` would wait in a buffer when the output is a pipe.
        let isFine = try await PowerCutRun(options, files: files, reading: reading) {
            FileHandle.standardOutput.write(Data(($0 + "\n").utf8))
        }.run()
        if !isFine { throw ExitCode(1) }
    }
}
