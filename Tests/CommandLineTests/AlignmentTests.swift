import Foundation
import Testing

/// What becomes of forward and backward weights in studies of networks, as `layers.csv` has it.
@Suite struct AlignmentTests {
  /// The columns of `layers.csv` of a study that must finish, row by row.
  private func layers(
    synapse: String, drive: String, hidden: String = "[12]", rest: String = "", in scratch: Scratch
  ) throws -> [[String: Double]] {
    try scratch.write(
      """
      epochs: 4
      synapse: {gradient_gain: 1000, m0: 100, \(synapse)}
      drive: {kind: network, data: {set: digits, training: 640}, layers: \(hidden), \(drive)}
      \(rest)

      """, to: "study.yaml")
    let result = try Program.run(
      "synapse", ["run", "study.yaml", "--output", "out", "--quiet", "--force"],
      in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let lines = try String(contentsOf: scratch.url("out/layers.csv"), encoding: .utf8)
      .split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { line in
      zip(lines[0], line).reduce(into: [:]) { row, field in row[field.0] = Double(field.1) }
    }
  }

  /// For |w| ≪ T each difference shrinks by e^(−s/4T), s = ∫ η |m| ρ dt. In truth tanh(w/2T) stands for w/2T, and
  /// weights stay below T/2 here: they shrink more slowly, by 2 % at most. Half the temperature doubles the rate;
  /// a difference never grows, and angles fall.
  @Test(arguments: ["held", "following"])
  func differencesFollowTheContractionClock(presentation: String) throws {
    let scratch = try Scratch()
    var shrinking: [[Double]] = []
    for temperature in [10, 5] {
      let rows = try layers(
        synapse: "learning_rate: 1e-2, temperature: \(temperature)",
        drive: "presentation: \(presentation)", rest: "record: {contraction_clock: true}",
        in: scratch)
      #expect(rows.count == 10)
      var logarithms = [0.0, 0]
      for (row, first) in zip(rows.dropFirst(2), (0..<8).map { rows[$0 % 2] }) {
        let start = first["difference"]!
        let logarithm = log(try #require(row["difference"]) / start)
        let predicted = log(try #require(row["difference_predicted"]) / start)
        #expect((0.98...1).contains(logarithm / predicted), "T = \(temperature), \(row)")
        let layer = Int(row["layer"]!) - 1
        #expect(logarithm < logarithms[layer])
        logarithms[layer] = logarithm
      }
      shrinking.append(logarithms)
      #expect(rows[8]["angle"]! < rows[0]["angle"]! && rows[9]["angle"]! < rows[1]["angle"]!)
    }
    for layer in 0..<2 {
      #expect((1.8...2.2).contains(shrinking[1][layer] / shrinking[0][layer]))
    }
  }

  /// Weights that start equal have no difference, whatever the method.
  @Test(arguments: [
    "{method: exact}", "{method: euler}", "{method: rk4, dt: 0.5}", "{method: windowMap}",
    "{method: euler, precision: single}",
  ])
  func equalWeightsStayEqual(integrator: String) throws {
    let scratch = try Scratch()
    for (pathway, temperature) in [
      ("predisposition", ", temperature: 1"), ("gradientTransport", ""),
    ] {
      let drive =
        "backward_weights: equal, feedback: \(pathway)"
        + (integrator.contains("windowMap") ? ", presentation: following" : "")
        + (integrator.contains("single") ? ", precision: single" : "")
      let rows = try layers(
        synapse: "learning_rate: 5e-3" + temperature, drive: drive,
        rest: "integrator: \(integrator)", in: scratch)
      for row in rows {
        #expect(row["difference"] == 0 && row["norm_ratio"] == 1)
        #expect(row["angle"]! < 1e-5)
        // Equal weights deliver backpropagation's own errors.
        if row["layer"] == 1 { #expect(row["error_angle"]! < 1e-5) }
      }
    }
  }

  /// What stands in a trace at the times of `layers.csv` makes the same angles and norms: with frozen signs of |w_b| sign(w_f),
  /// with mirrors of the w_b of the window that begins, and at the end of the one that ended.
  @Test(arguments: ["{pathway: signSymmetry, signs: frozenRandom}", "weightMirror"])
  func layersAreThoseOfTheTrace(pathway: String) throws {
    let scratch = try Scratch()
    let hasSigns = pathway.contains("signs")
    let rows = try layers(
      synapse: "learning_rate: 1e-2", drive: "feedback: \(pathway)",
      rest: "record: {synapses: all}", in: scratch)
    let trace = try Trace(scratch.url("out/trace.csv")).rows
    let columns = try Trace(scratch.url("out/trace.csv")).columns
    let (f, b) = (columns.firstIndex(of: "w_f")!, columns.firstIndex(of: "w_b")!)
    // 64 · 12 weights and 12 biases, then 12 · 10 weights.
    let places = [0..<768, 780..<900]
    for row in rows {
      let layer = Int(row["layer"]!) - 1
      guard !(hasSigns && layer == 0) else {
        #expect(row["angle"] == nil && row["norm_ratio"] == nil)
        continue
      }
      let synapses = trace.filter { $0[0] == row["time"]! && places[layer].contains(Int($0[1])) }
      #expect(synapses.count == places[layer].count)
      let pairs = synapses.map { row in
        (row[f], hasSigns ? row[b].magnitude * (row[f] < 0 ? -1 : 1) : row[b])
      }
      let (ff, bb, fb) = pairs.reduce((0.0, 0.0, 0.0)) {
        ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1, $0.2 + $1.0 * $1.1)
      }
      let angle = acos(fb / (ff * bb).squareRoot()) * 180 / .pi
      // Sums in another order, and the arccosine's own digits.
      #expect((row["angle"]! - angle).magnitude < 1e-9, "\(row)")
      #expect((row["norm_ratio"]! / (bb / ff).squareRoot() - 1).magnitude < 1e-12, "\(row)")
    }
    // The summary has the last layer's, through which alone errors come.
    let summary = try summary(scratch.url("out/summary.json"))
    for (name, row) in [("initial_alignment", rows[1]), ("final_alignment", rows[9])] {
      let alignment = try #require(summary[name] as? [String: Double])
      #expect((alignment["angle_degrees"]! - row["angle"]!).magnitude < 1e-9)
      #expect((alignment["norm_ratio"]! - row["norm_ratio"]!).magnitude < 1e-9)
    }
  }

  /// Where errors come back through W itself, or through matrices that span layers, there is nothing to compare.
  @Test(arguments: ["transport", "indirect"]) func nothingIsComparedWithNothing(pathway: String)
    throws
  {
    let scratch = try Scratch()
    let rows = try layers(
      synapse: "learning_rate: 1e-2", drive: "feedback: \(pathway)", hidden: "[12, 8]", in: scratch)
    #expect(rows.allSatisfy { $0["angle"] == nil && $0["difference"] == nil })
    let summary = try summary(scratch.url("out/summary.json"))
    #expect(summary["initial_alignment"] == nil && summary["final_alignment"] == nil)
  }

  /// Fixed weights keep their norm, and the errors that they deliver come within a right angle of the true ones.
  @Test(arguments: ["held", "following"]) func feedbackAlignmentFixesWeights(presentation: String)
    throws
  {
    let scratch = try Scratch()
    let rows = try layers(
      synapse: "learning_rate: 1e-2",
      drive: "feedback: feedbackAlignment, presentation: \(presentation)", in: scratch)
    for row in rows {
      let first = rows[Int(row["layer"]!) - 1]
      let norm = row["norm_ratio"]! * row["weight_norm"]!
      #expect((norm / (first["norm_ratio"]! * first["weight_norm"]!) - 1).magnitude < 1e-14)
    }
    #expect(rows[8]["error_angle"]! < min(80, rows[0]["error_angle"]!))
  }
}
