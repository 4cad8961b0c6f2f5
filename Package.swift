// swift-tools-version: 6.2

import PackageDescription

let houseRules: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// One of our modules; `docs/ARCHITECTURE.md` says what each holds.
func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: houseRules)
}

/// A composition root: reads its arguments and puts modules together, nothing more.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies + [argumentParser], swiftSettings: houseRules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: houseRules)
}

/// What the simulated world is made of: the product's own parts, and the disk and the devices that are not real.
let simulation: [Target.Dependency] = [
    "KioskCore", "KioskCodes", "KioskAPI", "KioskConfiguration", "KioskDevices", "KioskEvidence", "KioskJournal",
    "KioskReceipts", "HubLedger", "KioskSimulator", "SimulatedDisk", grdb, crypto,
]

/// Loops over pixels, which without optimisation take a hundred times as long: a debug build could not keep to any budget.
let pixelLoops: [SwiftSetting] = houseRules + [.unsafeFlags(["-O"])]

let package = Package(
    name: "paycircle",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "kioskd", targets: ["kioskd"]),
        .executable(name: "kioskctl", targets: ["kioskctl"]),
        .executable(name: "hubd", targets: ["hubd"]),
        .executable(name: "kiosksim", targets: ["kiosksim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CZBar", pkgConfig: "zbar", providers: [.apt(["libzbar-dev"])]),
        .target(name: "CZXing", linkerSettings: [.linkedLibrary("ZXing")]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .target(name: "CVideo4Linux"),
        .systemLibrary(name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),

        module("KioskCore"),
        module("KioskCodes", ["KioskCore"]),
        module("KioskPictures", ["KioskCore", "CPangoCairo", "CZint"]),
        .target(
            name: "KioskVision",
            dependencies: ["KioskCore", "KioskPictures", "CZBar", "CZXing", "CPNG", "CTurboJPEG", "CVideo4Linux"],
            swiftSettings: pixelLoops),
        .target(
            name: "KioskPictureFactory",
            dependencies: ["KioskCore", "KioskPictures", "KioskVision", "CZint"],
            swiftSettings: pixelLoops),
        module("KioskUSB", ["CLibUSB"]),
        module("KioskUSBFake", ["KioskUSB"]),
        module("KioskDevices", ["KioskCore", "KioskUSB", logging]),
        module("KioskControl"),
        module("KioskEvidence", [crypto]),
        module("KioskJournal", ["KioskCore", "KioskEvidence", grdb, grdbSQLite]),
        module("SimulatedDisk", ["CSQLite"]),
        module("KioskAPI", ["KioskCore"]),
        module("KioskSettlement", ["KioskCore", "KioskAPI", asyncHTTPClient, nioCore, nioHTTP1, logging]),
        module("KioskReceipts", ["KioskCore", "KioskPictures"]),
        module("KioskConfiguration", ["KioskCore", "KioskCodes", yams]),
        module(
            "KioskRuntime",
            [
                "KioskCore", "KioskCodes", "KioskControl", "KioskDevices", "KioskUSB", "KioskEvidence", "KioskJournal",
                "KioskAPI", "KioskSettlement", "KioskReceipts", "KioskConfiguration", "KioskVision", logging, metrics,
                serviceLifecycle, nioCore,
                nioPosix,
            ]),
        module(
            "KioskScreens",
            ["KioskCore", "KioskRuntime", "KioskPictures", hummingbird, mustache, nioCore, serviceLifecycle, logging],
            resources: [.embedInCode("Resources")]),
        module("HubLedger", ["KioskCore", "KioskAPI", "KioskEvidence", grdb, crypto]),
        module(
            "HubServer",
            ["KioskCore", "KioskAPI", "KioskEvidence", "HubLedger", hummingbird, nioCore, serviceLifecycle, logging],
            exclude: ["openapi.yaml"]),
        module(
            "KioskSimulator",
            [
                "KioskCore", "KioskCodes", "KioskAPI", "KioskConfiguration", "KioskControl", "KioskDevices",
                "KioskPictures", "KioskVision", "KioskReceipts", "HubLedger", "SimulatedDisk", hummingbird, logging,
                nioCore, nioHTTP1, nioPosix, asyncHTTPClient,
            ]),

        module("KioskSimulation", simulation),

        program(
            "kioskd",
            [
                "CMalloc", "KioskCore", "KioskRuntime", "KioskJournal", "KioskScreens", "KioskConfiguration", logging,
                serviceLifecycle,
            ]),
        program(
            "kioskctl",
            [
                "KioskCore", "KioskCodes", "KioskControl", "KioskEvidence", "KioskJournal", "KioskConfiguration",
                "KioskVision",
            ]),
        program("hubd", ["KioskCore", "KioskAPI", "HubLedger", "HubServer", hummingbird, logging]),
        program(
            "kiosksim",
            [
                "KioskConfiguration", "KioskCore", "KioskJournal", "KioskPictureFactory",
                "KioskSimulation", "KioskSimulator", "SimulatedDisk",
            ]),
        .executableTarget(
            name: "kiosk-benchmarks",
            dependencies: [
                "BenchmarkKit", "KioskCore", "KioskDevices", "KioskJournal", "KioskRuntime", "KioskSimulator",
                "KioskUSB",
            ],
            path: "Benchmarks/kiosk-benchmarks", swiftSettings: houseRules),
        .target(
            name: "BenchmarkKit", dependencies: ["KioskCore"], path: "Benchmarks/BenchmarkKit",
            swiftSettings: houseRules),
        .target(
            name: "BareCommits", path: "Benchmarks/BareCommits", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "vision-benchmarks",
            dependencies: ["BenchmarkKit", "KioskCore", "KioskPictureFactory", "KioskPictures", "KioskVision"],
            path: "Benchmarks/vision-benchmarks", swiftSettings: houseRules),
        .executableTarget(
            name: "journal-benchmarks",
            dependencies: ["BareCommits", "BenchmarkKit", "KioskCore", "KioskEvidence", "KioskJournal"],
            path: "Benchmarks/journal-benchmarks", swiftSettings: houseRules),

        tests("ArchitectureTests", []),
        tests("KioskCoreTests", ["KioskCore"]),
        tests("KioskCodesTests", ["KioskCore", "KioskCodes"]),
        tests("KioskPicturesTests", ["KioskPictures"]),
        tests(
            "KioskVisionTests",
            ["KioskCodes", "KioskCore", "KioskPictureFactory", "KioskPictures", "KioskReceipts", "KioskVision"]),
        tests("KioskConfigurationTests", ["KioskCore", "KioskCodes", "KioskConfiguration"]),
        .target(
            name: "KioskFuzzing", dependencies: ["KioskCore", "KioskCodes", "KioskDevices", "KioskUSB", "KioskVision"],
            path: "Fuzz/KioskFuzzing", swiftSettings: houseRules),
        tests("KioskUSBTests", ["CLibUSB", "KioskUSB", "KioskUSBFake"]),
        tests("KioskDevicesTests", ["KioskCore", "KioskDevices", "KioskUSB", "KioskUSBFake"]),
        tests("KioskFuzzingTests", ["KioskCore", "KioskDevices", "KioskFuzzing"]),
        tests("KioskReceiptsTests", ["KioskCore", "KioskPictures", "KioskReceipts"]),
        tests("KioskEvidenceTests", ["KioskEvidence", crypto]),
        tests("KioskJournalTests", ["KioskCore", "KioskEvidence", "KioskJournal", crypto, grdb]),
        tests("SimulatedDiskTests", ["CSQLite", "SimulatedDisk", grdb]),
        tests("KioskSettlementTests", ["KioskCore", "KioskAPI", "KioskSettlement", logging, nioCore, nioPosix]),
        tests(
            "KioskRuntimeTests",
            [
                "KioskAPI", "KioskCore", "KioskConfiguration", "KioskControl", "KioskDevices", "KioskEvidence",
                "KioskJournal",
                "KioskRuntime", "KioskUSB", "KioskUSBFake", "KioskVision", logging, nioCore, nioPosix,
            ]),
        tests(
            "KioskScreensTests",
            ["KioskCore", "KioskRuntime", "KioskScreens", hummingbird, hummingbirdTesting, logging]),
        tests("KioskAPITests", ["KioskCore", "KioskAPI"]),
        tests("HubLedgerTests", ["KioskCore", "KioskAPI", "KioskEvidence", "HubLedger", grdb]),
        tests(
            "HubServerTests",
            [
                "KioskCore", "KioskAPI", "KioskEvidence", "HubLedger", "HubServer", hummingbird, hummingbirdTesting,
                logging, nioCore,
                yams,
            ]),
        tests(
            "KioskSimulatorTests",
            ["KioskCore", "KioskDevices", "KioskPictures", "KioskReceipts", "KioskSimulator", "KioskVision"]),
        tests(
            "EndToEndTests",
            ["KioskCore", "KioskEvidence", "KioskJournal", "HubLedger", "KioskSimulator", "SimulatedDisk"]),
        tests("ScenarioTests", simulation + ["KioskSimulation"]),
        tests("KioskSimulationTests", simulation + ["KioskSimulation"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// A part of the package without all that serves the rest: a sanitizer, a fuzzer or an optimised build has that in a tenth
// of the time.
struct Scope {
    let packages: [String]
    let targets: [String]
}

let journalTargets = ["KioskCore", "KioskEvidence", "KioskJournal"]
let visionTargets = [
    "CZBar", "CZXing", "CPNG", "CTurboJPEG", "CVideo4Linux", "CPangoCairo", "CZint", "KioskCore", "KioskPictures",
    "KioskVision", "KioskPictureFactory",
]
let scopes = [
    "usb": Scope(packages: ["swift-log"], targets: ["CLibUSB", "KioskUSB", "KioskUSBFake", "KioskUSBTests"]),
    "fuzz": Scope(
        packages: ["swift-log"],
        targets: visionTargets.dropLast() + [
            "CLibUSB", "KioskCodes", "KioskUSB", "KioskDevices", "KioskFuzzing",
        ]),
    "vision": Scope(packages: [], targets: visionTargets + ["BenchmarkKit", "vision-benchmarks"]),
    "journal": Scope(
        packages: ["swift-crypto", "GRDB.swift"],
        targets: journalTargets + ["BareCommits", "BenchmarkKit", "journal-benchmarks"]),
]
if let name = Context.environment["PAYCIRCLE_SCOPE"], let scope = scopes[name] {
    package.products = []
    package.dependencies = package.dependencies.filter { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
        return scope.packages.contains { location.hasSuffix("/\($0)") }
    }
    package.targets = package.targets.filter { scope.targets.contains($0.name) }
    if name == "fuzz" {
        // libFuzzer brings its own main.
        package.targets.append(
            .executableTarget(
                name: "kiosk-fuzz", dependencies: ["KioskFuzzing"], path: "Fuzz/kiosk-fuzz",
                swiftSettings: houseRules + [.unsafeFlags(["-parse-as-library"])]))
    }
}
