import ArgumentParser
import Foundation
import KioskConfiguration
import KioskCore
import KioskJournal
import KioskRuntime
import KioskScreens
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts the kiosk together and runs it until SIGTERM or SIGINT.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the kiosk until SIGTERM.")

    /// Longer than the longest card payment, so that one that has begun can end; what is still open after that is
    /// taken up from the journal at the next start.
    static let longestStop = Duration.seconds(240)

    @Option(help: "The kiosk's configuration, a YAML file.") var config: String
    @Option(help: "The folder with a YAML file for each biller.") var billers: String
    @Option(help: "The folder with a profile of each device model; needed when the configuration names a model.")
    var devices: String?
    @Option(
        help: "The least that is logged: trace, debug, info, notice, warning, error or critical.",
        transform: Run.level)
    var logLevel = Logger.Level.info

    func run() async throws {
        let level = logLevel
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        do {
            try await runKiosk(log: Logger(label: "kioskd"))
        } catch {
            let code = ExitReason(error)
            FileHandle.standardError.write(Data("kioskd: \(error)\n".utf8))
            throw ExitCode(code.rawValue)
        }
    }

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("\(text) is no log level: give one of \(Logger.Level.allCases.map(\.rawValue)).")
        }
        return level
    }

    private func runKiosk(log: Logger) async throws {
        let models = try devices.map { try DeviceCatalogue.load(directory: $0) }
        let configuration = try KioskConfiguration.load(file: config, devices: models)
        let catalogue = try BillerCatalogue.load(directory: billers)
        let kiosk: KioskAssembly
        do {
            kiosk = try await KioskAssembly(
                configuration, catalogue: catalogue, refused: models?.refused ?? .builtIn, version: Program.version,
                log: log)
        } catch let error as JournalError where error.code != .lockedByAnother {
            log.critical("the journal cannot be opened: out of service", metadata: ["error": "\(error)"])
            FileHandle.standardError.write(Data("kioskd: \(error)\n".utf8))
            try await standStill(configuration, log: log)
            throw error
        }
        let screens = ScreenServer(
            source: kiosk.engine, preview: kiosk.preview, configuration: ScreenConfiguration(configuration),
            logger: log,
            wallClock: { KioskClock.system.now().wall },
            onReady: { port in
                await kiosk.engine.untilStarted()
                Run.sayReady(configuration, port: port)
            })
        // Stopped from the last to the first: the engine brings money to rest while screens and devices still work.
        do {
            try await Run.run([kiosk.devices, kiosk.heartbeat, kiosk.control, screens, kiosk.engine], log: log)
        } catch {
            await kiosk.shutdown()
            throw error
        }
        await kiosk.shutdown()
    }

    /// Says for a while that the kiosk is out of service, so that neither residents nor the hub stand before silence;
    /// then whoever runs kioskd starts it again, and the journal is tried anew.
    private func standStill(_ configuration: KioskConfiguration, log: Logger) async throws {
        let kiosk = try StandstillKiosk(configuration, version: Program.version, log: log)
        let screens = ScreenServer(
            source: kiosk, configuration: ScreenConfiguration(configuration), logger: log,
            wallClock: { KioskClock.system.now().wall }, onReady: { _ in })
        do {
            try await Run.run([kiosk.heartbeat, screens, Wait(length: StandstillKiosk.length)], log: log)
        } catch {
            log.error("the screen cannot be served", metadata: ["error": "\(error)"])
        }
        await kiosk.shutdown()
    }

    /// Runs services until one of them ends or the process is asked to.
    private static func run(_ services: [any ServiceLifecycle.Service], log: Logger) async throws {
        var group = ServiceGroupConfiguration(
            services: services.map { service in
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
        group.maximumGracefulShutdownDuration = Run.longestStop
        try await ServiceGroup(configuration: group).run()
    }

    private struct Wait: ServiceLifecycle.Service {
        let length: Duration

        func run() async throws {
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: length) }
        }
    }

    /// One line on standard output, for people and for scripts that wait for it.
    private static func sayReady(_ configuration: KioskConfiguration, port: Int) {
        let age = ProcessAge.sinceExec(.system).map { " after \($0.wholeMilliseconds) ms" } ?? ""
        let line =
            "kioskd \(Program.version) is ready\(age): kiosk \(configuration.kiosk.id), "
            + "screens at http://\(configuration.screens.host):\(port)/\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }
}

/// What the exit code says, after sysexits(3).
enum ExitReason: Int32 {
    case other = 1
    /// EX_IOERR
    case journal = 74
    /// EX_CONFIG
    case configuration = 78

    init(_ error: any Error) {
        switch error {
        case is ConfigurationError: self = .configuration
        case is JournalError: self = .journal
        case let error as RuntimeError:
            switch error.code {
            case .journalFailed: self = .journal
            case .notLoopback, .secretUnreadable, .pairingsUnreadable: self = .configuration
            case .lineFailed, .deviceLocked, .deviceExchanged, .deviceGivenUp: self = .other
            }
        default: self = .other
        }
    }
}

extension BillReaders {
    init(_ configuration: KioskConfiguration) {
        switch (configuration.device(.scanner), configuration.device(.camera)) {
        case (_, nil): self = .scanner
        case (nil, _?): self = .camera
        case (_?, _?): self = .both
        }
    }
}

extension ScreenConfiguration {
    init(_ configuration: KioskConfiguration) {
        self.init(
            host: configuration.screens.host, port: configuration.screens.port,
            frameAncestors: configuration.screens.frameAncestors, isDark: configuration.kiosk.dark == .always,
            readers: BillReaders(configuration),
            timeZoneOffsetMinutes: configuration.kiosk.utcOffsetMinutes)
    }
}
