import CLibUSB
import Testing

@testable import KioskUSB

@Suite struct USBErrorTests {
    static let codes: [(libusb_error, USBError.Code)] = [
        (LIBUSB_ERROR_IO, .ioFailed), (LIBUSB_ERROR_INVALID_PARAM, .invalidRequest),
        (LIBUSB_ERROR_ACCESS, .accessDenied), (LIBUSB_ERROR_NO_DEVICE, .noDevice), (LIBUSB_ERROR_NOT_FOUND, .notFound),
        (LIBUSB_ERROR_BUSY, .busy), (LIBUSB_ERROR_TIMEOUT, .timedOut), (LIBUSB_ERROR_OVERFLOW, .overflow),
        (LIBUSB_ERROR_PIPE, .stalled), (LIBUSB_ERROR_INTERRUPTED, .interrupted), (LIBUSB_ERROR_NO_MEM, .outOfMemory),
        (LIBUSB_ERROR_NOT_SUPPORTED, .notSupported), (LIBUSB_ERROR_OTHER, .unknown),
    ]

    static let statuses: [(libusb_transfer_status, USBError.Code)] = [
        (LIBUSB_TRANSFER_ERROR, .ioFailed), (LIBUSB_TRANSFER_TIMED_OUT, .timedOut),
        (LIBUSB_TRANSFER_CANCELLED, .cancelled), (LIBUSB_TRANSFER_STALL, .stalled),
        (LIBUSB_TRANSFER_NO_DEVICE, .noDevice), (LIBUSB_TRANSFER_OVERFLOW, .overflow),
    ]

    @Test func everyErrorOfTheLibraryHasItsState() {
        for (raw, code) in USBErrorTests.codes {
            #expect(USBError.code(of: LibUSB.Code(raw.rawValue)) == code)
        }
        for (raw, code) in USBErrorTests.statuses {
            #expect(USBError.code(of: LibUSB.Status(Int32(raw.rawValue))) == code)
        }
        #expect(LibUSB.Status.completed.rawValue == Int32(LIBUSB_TRANSFER_COMPLETED.rawValue))
        #expect(LibUSB.Code.success.rawValue == LIBUSB_SUCCESS.rawValue)
    }

    @Test(arguments: [Int32.min, -1_000, -98, -13, 7, 100, Int32.max])
    func aCodeThatNobodyKnowsIsAStateToo(_ raw: Int32) {
        #expect(USBError.code(of: LibUSB.Code(raw)) == .unknown)
        #expect(USBError.code(of: LibUSB.Status(raw)) == .unknown)
    }

    @Test func everyStateSaysWhatToDo() {
        for code in USBError.Code.allCases {
            let text = USBError(code, doing: "Reading endpoint 81 of 1-2").description
            #expect(text.hasPrefix("\(code.rawValue): Reading endpoint 81 of 1-2 failed: "))
            #expect(text.hasSuffix("."))
        }
    }

    @Test func anErrorNamesLibusbsNumberAndWhatMoved() {
        let error = USBError(libusb: LibUSB.Code.noDevice, doing: "Writing", transferred: 12)
        #expect(error.libusbCode == -4)
        #expect(error.description.contains("(libusb -4)"))
        #expect(error.description.contains("12 bytes had moved"))
    }
}
