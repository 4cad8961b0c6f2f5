#if DEBUG
    import KioskCore
    @testable import KioskDevices
    import KioskUSB

    // What the lines read of descriptors is theirs alone, so that only a debug build, as tests and fuzzers are, gets
    // at it.
    extension FuzzTarget {
        static let usbDescriptors = [
            FuzzTarget(name: "usb-descriptors", run: descriptors),
            FuzzTarget(name: "ccid-join", run: join),
        ]

        /// Class descriptors as a device gives them, alone and as the choice of its interfaces depends on them.
        private static let descriptors: @Sendable ([UInt8]) -> Void = { bytes in
            var input = FuzzInput(bytes)
            switch input.byte() & 0x07 {
            case 0: _ = HIDFunction.descriptorLength(in: input.all())
            case 1:
                let all = input.all()
                precondition(CDCFunction.dataInterfaces(in: all).count <= all.count)
            case 2:
                let all = input.all()
                precondition(PrinterFunction.deviceID(in: all).count <= all.count)
            default: choose(among: device(input))
            }
        }

        private static func choose(among device: USBDevice) {
            let functions: [any USBFunction] = [
                HIDFunction(kind: .pointOfSale), HIDFunction(kind: .keyboard),
                CDCFunction(settings: SerialSettings(), interface: nil),
                CDCFunction(settings: SerialSettings(), interface: 1),
                CCIDFunction(allowsVendorClass: true), CCIDFunction(allowsVendorClass: false),
                PrinterFunction(allowsVendorClass: true, clearsBuffers: true),
            ]
            let numbers = Set(device.interfaces.map(\.number))
            for function in functions {
                guard let chosen = try? function.interfaces(of: device) else { continue }
                precondition(!chosen.isEmpty && Set(chosen).count == chosen.count, "an interface is claimed twice")
                precondition(numbers.isSuperset(of: chosen), "an interface is claimed that is not there")
            }
            for interface in device.interfaces {
                let descriptor = CCIDFunction.descriptor(of: interface)
                precondition(descriptor.map { $0.count == CCIDFunction.descriptorLength } ?? true)
                for endpoint in interface.endpoints where endpoint.maxPacketSize > 0 {
                    let input = USBInput(endpoint, atLeast: 1_024)
                    precondition(input.length > 0 && input.length.isMultiple(of: input.packet))
                    precondition(input.length <= max(USBInput.longest, input.packet), "a transfer past every transfer")
                }
            }
        }

        /// A device whose every interface is six bytes, its endpoints four bytes each, and its class descriptor.
        private static func device(_ input: FuzzInput) -> USBDevice {
            var input = input
            var interfaces: [USBInterface] = []
            let classes: [UInt8] = [0x02, 0x03, 0x07, 0x0A, 0x0B, 0xFF]
            while !input.isAtEnd, interfaces.count < 32 {
                let (number, alternate, kind) = (input.byte() & 0x0F, input.byte() & 0x03, input.byte())
                let (subclass, protocolNumber, endpoints) = (input.byte(), input.byte(), input.byte() & 0x03)
                interfaces.append(
                    USBInterface(
                        number: number, alternate: alternate, interfaceClass: classes[Int(kind) % classes.count],
                        interfaceSubclass: subclass & 0x03, interfaceProtocol: protocolNumber & 0x07,
                        endpoints: (0..<endpoints).map { _ in endpoint(&input) }, extra: input.take(Int(input.byte()))))
            }
            return USBDevice(
                location: USBLocation(bus: 1, address: 2, portPath: "1-1"), vendorID: 0x1234, productID: 0x5678,
                interfaces: interfaces)
        }

        private static func endpoint(_ input: inout FuzzInput) -> USBEndpoint {
            let (address, kind) = (input.byte(), input.byte())
            let kinds: [USBEndpoint.Kind] = [.bulk, .interrupt, .control, .isochronous]
            return USBEndpoint(
                address: address, kind: kinds[Int(kind & 0x03)],
                maxPacketSize: Int(input.byte()) << 8 | Int(input.byte()), interval: kind)
        }

        /// Messages and notices of a card reader, joined: no byte of a message is lost or doubled, and few notices wait.
        private static let join: @Sendable ([UInt8]) -> Void = { bytes in
            var input = FuzzInput(bytes)
            var join = CCIDJoin()
            var (sent, came, notices) = (0, 0, 0)
            while !input.isAtEnd {
                let first = input.byte()
                let packet = input.take(Int(first & 0x3F))
                let isNotice = first & 0x40 != 0
                if isNotice { notices += 1 } else { sent += packet.count }
                let pieces = join.took(USBLine.Packet(bytes: packet, isShort: first & 0x80 != 0, isNotice: isNotice))
                precondition(pieces.count <= CCIDJoin.mostHeld + 1, "more notices wait than may")
                if !isNotice, !packet.isEmpty { came += pieces.first?.count ?? 0 }
            }
            precondition(came == sent, "a part of a message is lost")
            precondition(join.takeDropped() <= notices, "more is lost than came")
        }
    }
#else
    extension FuzzTarget {
        static let usbDescriptors: [FuzzTarget] = []
    }
#endif
