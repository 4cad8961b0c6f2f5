package import Foundation

/// A recording as a file: JSON lines, one `TrafficRecord` each.
package enum TrafficFile {
    /// Bytes of a file that is read.
    package static let longest = 64 << 20
    package static let mostRecords = 100_000
    /// A week.
    package static let latest: Int64 = 7 * 24 * 3_600_000

    /// The lines of these records, each with its end; may be appended to a file.
    package static func lines(of records: [TrafficRecord]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for record in records {
            lines += try encoder.encode(record)
            lines.append(0x0A)
        }
        return lines
    }

    /// The records of a file, in order. Empty lines, and lines that begin with `#`, are passed over.
    package static func records(in data: Data) throws(LineError) -> [TrafficRecord] {
        guard data.count <= longest else {
            throw LineError(.badRecording, "The recording is longer than \(longest >> 20) MiB: cut it.")
        }
        let decoder = JSONDecoder()
        var records: [TrafficRecord] = []
        for (index, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D }), line.first != UInt8(ascii: "#") else { continue }
            let record: TrafficRecord
            do {
                record = try decoder.decode(TrafficRecord.self, from: Data(line))
            } catch {
                throw LineError(.badRecording, "Line \(index + 1) of the recording is not a record.", cause: error)
            }
            guard records.count < mostRecords else {
                throw LineError(.badRecording, "The recording has more than \(mostRecords) records: cut it.")
            }
            guard (records.last?.atMilliseconds ?? 0)...latest ~= record.atMilliseconds else {
                throw LineError(
                    .badRecording,
                    "Line \(index + 1) of the recording is out of order: times count up from 0 and end within a week.")
            }
            records.append(record)
        }
        return records
    }

    package static func records(at path: String) throws(LineError) -> [TrafficRecord] {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            data = try file.read(upToCount: longest + 1) ?? Data()
        } catch {
            throw LineError(.badRecording, "\(path) cannot be read.", cause: error)
        }
        return try records(in: data)
    }
}
