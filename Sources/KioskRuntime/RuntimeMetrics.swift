import Metrics

/// What the runtime counts and measures. Names are `kiosk_<module>_<noun>_<unit>`.
enum RuntimeMetrics {
    static func events() -> Counter { Counter(label: "kiosk_runtime_events_count") }
    /// Touches and scans that came faster than the kiosk could follow.
    static func droppedInputs() -> Counter { Counter(label: "kiosk_runtime_dropped_inputs_count") }
    static func eventTime() -> Timer { Timer(label: "kiosk_runtime_event_nanoseconds") }
    /// From the decision to write to the facts being durable.
    static func recordTime() -> Timer { Timer(label: "kiosk_runtime_record_nanoseconds") }
    static func hubTime() -> Timer { Timer(label: "kiosk_runtime_hub_answer_nanoseconds") }

    /// A look at one frame of the camera; nothing is measured while it rests or nothing has moved.
    static func cameraLookTime() -> Timer { Timer(label: "kiosk_runtime_camera_look_nanoseconds") }

    static func connections(of device: String) -> Counter {
        Counter(label: "kiosk_runtime_device_connections_count", dimensions: [("device", device)])
    }
    static func droppedCommands(of device: String) -> Counter {
        Counter(label: "kiosk_runtime_dropped_commands_count", dimensions: [("device", device)])
    }
}

extension Duration {
    /// Whole nanoseconds; 292 years at most.
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
