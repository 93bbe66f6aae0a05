import Foundation
import Results
import Studies
import StudyRuns
import TestSupport
import Testing

/// Runs whose results are kept in memory.
@Suite struct StudyResultTests {
  private static let signals = """
    duration: 30
    synapses: 3
    synapse: {temperature: 1}
    drive: {kind: heldNoise, sd: 1, window: 2}
    integrator: {method: exact}
    record: {times: [0, 1.5, 7, 30], synapses: [0, 2]}
    """
  private static let network = """
    epochs: 2
    rule: momentum
    drive: {kind: network, data: {set: digits, training: 320}, layers: [8]}
    integrator: {method: euler}
    record: {synapses: 4}
    """

  /// What is in memory is what would be in the files, number by number.
  @Test(arguments: [signals, network]) func areThoseOfTheFiles(_ text: String) throws {
    let study = try Study(yaml: text, path: "s", folder: "")
    let result = try StudyRun(study).result()
    #expect(result.failure == nil)
    let scratch = try Scratch()
    let output = try OutputDirectory(scratch.path("o"), force: false)
    let (summary, error) = try StudyRun(study).run(into: output)
    #expect(error == nil)
    #expect(result.summary.results == summary.results)
    #expect(result.summary.finalAlignment == summary.finalAlignment)
    #expect(result.summary.statistics == summary.statistics)

    let rows = try String(contentsOfFile: output.path("trace.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows[0].dropFirst(2).map(String.init) == result.trace.columns)
    let count = result.trace.synapses.count
    #expect(rows.count == 1 + count * result.trace.times.count)
    for (column, name) in result.trace.columns.enumerated() {
      for (place, synapse) in result.trace.synapses.enumerated() {
        let values = try #require(result.trace.values(of: name, synapse: synapse))
        for (k, value) in values.enumerated() {
          let row = rows[1 + k * count + place]
          #expect(Double(row[0]) == result.trace.times[k] && Int(row[1]) == synapse)
          #expect(Double(row[2 + column]) == value, "\(name) of \(synapse) at \(row[0])")
        }
      }
    }
    #expect(result.trace.values(of: "w_f", synapse: 1_000_000) == nil)
    #expect(result.trace.values(of: "w_g", synapse: result.trace.synapses[0]) == nil)
  }

  /// The trace of a run that ends early has the last good state.
  @Test func failuresKeepWhatThereIs() throws {
    let study = try Study(
      yaml: Self.signals, path: "s", folder: "",
      settings: ["integrator={method: euler, max_steps: 5}"])
    let result = try StudyRun(study).result()
    #expect("\(try #require(result.failure))".contains("steps"))
    #expect(result.summary.timeReached < 30)
    #expect(result.trace.times.last == result.summary.timeReached)
  }
}
