import Foundation
import KioskFuzzing

/// The target that the environment names; libFuzzer's own main calls `LLVMFuzzerTestOneInput` for each input.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["KIOSK_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: " ")
        fatalError("Give KIOSK_FUZZ_TARGET one of: \(names)")
    }
    return target
}()

/// Source: LLVM, "libFuzzer – a library for coverage-guided fuzz testing", section "Fuzz Target".
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
