import Foundation
import KioskCore
import KioskDevices

extension FuzzTarget {
    static let recordings = [FuzzTarget(name: "traffic-recording", run: trafficRecording)]

    /// The longest recording that is played: a machine's deadlines within a week take their time.
    private static let longestReplay: Int64 = 30_000

    /// A file that somebody edited: it is read or refused, and what was read can be written and played.
    private static let trafficRecording: @Sendable ([UInt8]) -> Void = { bytes in
        guard let records = try? TrafficFile.records(in: Data(bytes)) else { return }
        precondition(records.count <= TrafficFile.mostRecords)
        guard let lines = try? TrafficFile.lines(of: records), let again = try? TrafficFile.records(in: lines) else {
            preconditionFailure("what was read cannot be written")
        }
        precondition(again == records, "a recording does not come back from its own lines")
        guard let last = records.last, last.atMilliseconds <= longestReplay else { return }
        var replay = TrafficReplay(records, of: CCNETStateMachine())
        replay.run()
        precondition(replay.differences.count <= TrafficDifference.most, "a replay tells without end")
    }
}
