import Foundation
import Testing

/// From study file to trace, against closed forms with 400 digits
/// (Fixtures/make_sequence_reference.py). The windows' edges and middles are exact as doubles, so
/// no rounding of times stands between the program and the reference.
@Suite struct ReferenceTests {
  struct Sequence: Decodable {
    var tauM, tauRho, epsilon, learningRate, m0, predispositionGain: Double
    var temperature: Double?
    var state, gradients, durations: [Double]
    /// At the middle and the end of every window.
    var results: [[String]]

    static func load() throws -> [Sequence] {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(
        [Sequence].self,
        from: Data(contentsOf: folder.appendingPathComponent("Fixtures/sequence-reference.json")))
    }

    /// The times of the results.
    var times: [Double] {
      var start = 0.0
      return durations.flatMap { duration in
        defer { start += duration }
        return [start + duration / 2, start + duration]
      }
    }

    func write(to scratch: Scratch) throws {
      let starts = [0] + times.indices.filter { $0 % 2 == 1 }.map { times[$0] }.dropLast()
      let rows = zip(starts, gradients).map { "\($0),\($1)\n" }
      try scratch.write("time,g0\n" + rows.joined(), to: "g.csv")
      try scratch.write(
        """
        duration: \(times.last!)
        synapse:
          tau_m: \(tauM)
          tau_rho: \(tauRho)
          epsilon: \(epsilon)
          learning_rate: \(learningRate)
          m0: \(m0)
          \(temperature.map { "temperature: \($0)\n  predisposition_gain: \(predispositionGain)" } ?? "")
          initial: {rho: \(state[2]), w_f: \(state[3]), w_b: \(state[4])}
        drive: {kind: csv, file: g.csv, interpolation: held}
        integrator: {method: exact}
        record: {times: \(times)}
        """, to: "s.yaml")
    }
  }

  /// As for the propagator alone: 1e-12 of a component's own size, or of its start, of which an
  /// accumulated weight is a small change. Forty windows' roundings fit in it many times.
  @Test(arguments: 0..<8)
  func exactAgrees(_ number: Int) throws {
    let sequence = try Sequence.load()[number]
    let scratch = try Scratch()
    try sequence.write(to: scratch)
    let rows = try trace(of: "s.yaml", in: scratch).rows
    try #require(rows.count == 2 * sequence.gradients.count)
    for (row, expected) in zip(rows, sequence.results) {
      for component in 0..<5 {
        let wanted = Double(expected[component])!
        let scale = max(wanted.magnitude, sequence.state[component].magnitude)
        let error = (row[3 + component] - wanted).magnitude / scale
        #expect(error <= 1e-12, "t = \(row[0]), component \(component): relative \(error)")
      }
    }
  }

  #if SUNDIALS
    /// Per step CVODE keeps to 1e-8; over the run that adds up to well below a hundredfold, relative
    /// to the largest magnitude that a component reaches.
    @Test(arguments: 0..<8, ["cvodeAdams", "cvodeBDF"])
    func adaptiveAgrees(_ number: Int, _ method: String) throws {
      let sequence = try Sequence.load()[number]
      let scratch = try Scratch()
      try sequence.write(to: scratch)
      let settings = [
        "integrator.method=\(method)", "integrator.rtol=1e-8", "integrator.atol=1e-11",
      ]
      let rows = try trace(of: "s.yaml", settings: settings, in: scratch).rows
      for component in 0..<5 {
        let expected = sequence.results.map { Double($0[component])! }
        let scale = expected.map(\.magnitude).max()!
        for (row, wanted) in zip(rows, expected) {
          let error = (row[3 + component] - wanted).magnitude / scale
          #expect(error <= 1e-6, "t = \(row[0]), component \(component): relative \(error)")
        }
      }
    }
  #endif
}
