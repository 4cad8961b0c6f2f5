/// What is known of models of devices: the folder `devices/`, one folder a model.
package struct DeviceCatalogue: Sendable {
    /// By the name of their folders.
    package let profiles: [DeviceProfile]
    package let adapters: [SerialAdapter]
    package let refused: RefusedDevices

    package init(profiles: [DeviceProfile], adapters: [SerialAdapter] = [], refused: RefusedDevices = .builtIn) {
        self.profiles = profiles
        self.adapters = adapters
        self.refused = refused
    }

    package subscript(model id: String) -> DeviceProfile? { profiles.first { $0.id == id } }

    package subscript(adapter name: String) -> SerialAdapter? { adapters.first { $0.name == name } }

    /// The models that have these ids; several where they are shared.
    package func profiles(for id: USBID) -> [DeviceProfile] {
        profiles.filter { $0.usb?.ids.contains(id) == true }
    }
}
