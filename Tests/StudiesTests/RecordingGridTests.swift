import Foundation
import Results
import Studies
import StudyRuns
import Testing

/// The times of a trace, over random durations and grids.
@Suite struct RecordingGridTests {
  private func times(duration: Double, record: String) throws -> [Double] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "studies-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let study = try Study(
      yaml: "duration: \(duration)\ndrive: {kind: constant, gradient: 0.5}\n"
        + "integrator: {method: exact}\nrecord: {\(record)}", path: "s.yaml", folder: "")
    let (_, error) = try StudyRun(study).run(into: OutputDirectory(folder.path, force: false))
    #expect(error == nil)
    let text = try String(contentsOf: folder.appendingPathComponent("trace.csv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().map { Double($0.split(separator: ",")[0])! }
  }

  /// Multiples of the interval, bit for bit, and the duration; none twice or nearly so.
  @Test func everyRecordsMultiplesAndTheEnd() throws {
    for seed in UInt64(0)..<60 {
      var random = RandomStudy(seed: seed)
      let interval = pow(10, Double.random(in: -5...5, using: &random))
      // Half of the durations are multiples, up to rounding.
      let count = Double(Int.random(in: 1...50, using: &random))
      let share = Bool.random(using: &random) ? 0 : Double.random(in: 0.01...0.99, using: &random)
      let duration = interval * (count + share)
      let times = try times(duration: duration, record: "every: \(interval)")
      let expected = (0..<(Int(count) + (share > 0 ? 1 : 0))).map { Double($0) * interval }
      #expect(times == expected + [duration], "seed \(seed)")
    }
  }

  /// Both ends exact, equal ratios between.
  @Test func logarithmicGridsHaveEqualRatios() throws {
    for seed in UInt64(0)..<60 {
      var random = RandomStudy(seed: seed)
      let last = pow(10, Double.random(in: -3...6, using: &random))
      let first = last * pow(10, -Double.random(in: 0.1...9, using: &random))
      let count = Int.random(in: 2...40, using: &random)
      let times = try times(duration: last, record: "log: [\(first), \(last), \(count)]")
      #expect(times.count == count && times.first == first && times.last == last, "seed \(seed)")
      let ratio = pow(last / first, 1 / Double(count - 1))
      for (one, next) in zip(times, times.dropFirst()) {
        // exp and log each lose up to |ln(last/first)| ≤ 21 units in the last place; a time that is a short
        // decimal but for 64 of them is that decimal.
        #expect((next / one / ratio - 1).magnitude < 4e-14, "seed \(seed)")
      }
    }
  }
}
