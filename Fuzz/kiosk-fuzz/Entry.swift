import Foundation
import KioskFuzzing

/// The target that the environment names.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["KIOSK_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: " ")
        fatalError("Give KIOSK_FUZZ_TARGET one of: \(names)")
    }
    return target
}()

/// What libFuzzer, whose `main` is this program's, calls for each input.
/// Source: LLVM, "libFuzzer – a library for coverage-guided fuzz testing", section "Fuzz Target".
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// The entry of a build without libFuzzer, for another sanitizer or for none, by the name that SwiftPM gives to the
/// entries of programs: plays the inputs whose files are its arguments.
@_cdecl("kiosk_fuzz_main")
public func playInputs(_ argumentCount: CInt, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    for path in CommandLine.arguments.dropFirst() {
        guard let input = FileManager.default.contents(atPath: path) else {
            print("\(path) cannot be read.")
            return 1
        }
        target.run([UInt8](input))
    }
    return 0
}
