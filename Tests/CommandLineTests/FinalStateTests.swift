import DataFiles
import Foundation
import Testing

/// What `record.final` keeps.
@Suite struct FinalStateTests {
  private func array(_ path: String) throws -> (shape: [Int], values: [Double]) {
    let file = try NPYFile(path: path)
    var values = [Double](repeating: 0, count: file.rowCount * file.rowLength)
    try file.makeReader().read(rows: 0..<file.rowCount, into: &values)
    return (file.shape, values)
  }

  private func run(_ study: String, _ options: [String] = [], in scratch: Scratch) throws {
    try scratch.write(study, to: "s.yaml")
    let result = try Program.run(
      "synapse", ["run", "s.yaml", "--output", "out", "--quiet", "--force"] + options,
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
  }

  private static let signals = """
    duration: 20
    synapses: 7
    drive: {kind: heldNoise, sd: 0.5}
    synapse: {temperature: 0.5}
    integrator: {method: METHOD}
    record: {synapses: all, every: 10, final: true}
    """

  /// The last row of the trace has the same numbers, whatever the method; a run without removes them.
  @Test(arguments: ["exact", "euler, precision: single", "cvodeAdams", "dormandPrince"])
  func stateIsThatOfTheTrace(_ method: String) throws {
    let scratch = try Scratch()
    let study = Self.signals.replacingOccurrences(of: "METHOD", with: method)
    try run(study, in: scratch)
    let trace = try Trace(scratch.url("out/trace.csv"))
    #expect(
      try contents(scratch.url("out/final")) == [
        "c.npy", "m.npy", "rho.npy", "w_b.npy", "w_f.npy",
      ])
    for name in ["rho", "w_f", "w_b", "m"] {
      let (shape, values) = try array(scratch.url("out/final/\(name).npy").path)
      #expect(shape == [7])
      for synapse in 0..<7 {
        #expect(try trace.values(name, synapse: synapse).last == values[synapse])
      }
    }
    try run(study, ["--set", "record.final=false"], in: scratch)
    #expect(!FileManager.default.fileExists(atPath: scratch.url("out/final").path))
  }

  /// Layers are parts of all synapses, in their order and shape.
  @Test func layersHaveTheirShape() throws {
    let scratch = try Scratch()
    try run(
      """
      epochs: 1
      rule: bioAdam
      drive:
        kind: network
        data: {set: digits, training: 100, test: 100}
        layers: [{convolution: {channels: 4, kernel: 3}, normalisation: batch}, {pooling: {maximum: 2}}, {dense: 6}]
        activation: relu
        batch: 50
      integrator: {method: euler, dt: 1}
      record: {final: true}
      """, in: scratch)
    let (_, forward) = try array(scratch.url("out/final/w_f.npy").path)
    let (_, backward) = try array(scratch.url("out/final/w_b.npy").path)
    let parts: [(String, [Int])] = [
      ("layer-01/w_f", [4, 1, 3, 3]), ("layer-01/gamma", [4]), ("layer-01/beta", [4]),
      ("layer-02/w_f", [6, 64]), ("layer-02/bias", [6]), ("layer-03/w_f", [10, 6]),
      ("layer-03/bias", [10]),
    ]
    var place = 0
    for (name, expected) in parts {
      let (shape, values) = try array(scratch.url("out/final/\(name).npy").path)
      #expect(shape == expected, "\(name)")
      #expect(values == Array(forward[place..<(place + values.count)]), "\(name)")
      if name.hasSuffix("w_f") {
        let partner = try array(
          scratch.url("out/final/\(name.replacingOccurrences(of: "w_f", with: "w_b")).npy").path)
        #expect(partner.values == Array(backward[place..<(place + values.count)]), "\(name)")
      }
      place += values.count
    }
    #expect(place == forward.count)
  }
}
