import Foundation
import Testing

/// The figure of a population.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not here")) struct PopulationFigureTests {
  @Test func populationsAreDrawn() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      duration: 40
      synapses: 300
      synapse: {temperature: 0.5, initial: {w_f: {normal: [0, 1]}, w_b: {normal: [0, 1]}}}
      drive: {kind: heldNoise, sd: 1}

      """, to: "s.yaml")
    let run = try synapse("run", "s.yaml", "--output", "out", "--quiet", in: scratch.folder)
    try #require(run.status == 0, "\(run.error)")
    func plot(_ options: String...) throws -> Program.Result {
      try Program.run("synapse", ["plot", "out/population.csv"] + options, in: scratch.folder)
    }
    let all = try plot("--output", "p.svg")
    #expect(all.status == 0, "\(all.error)")
    let svg = try String(contentsOf: scratch.url("p.svg"), encoding: .utf8)
    for text in ["angle between", "difference", "5 to 95 %", "25 to 75 %", "median", "mean"] {
      #expect(svg.contains(text), "\(text)")
    }
    let script = try String(contentsOf: scratch.url("p.gp"), encoding: .utf8)
    #expect(script.contains("column('w_f_q05')") && script.contains("column('rho_ratio_q50')"))
    let some = try plot("--output", "q.svg", "--columns", "rho,angle")
    #expect(some.status == 0, "\(some.error)")
    let part = try String(contentsOf: scratch.url("q.gp"), encoding: .utf8)
    #expect(part.contains("column('rho_q05')") && !part.contains("w_f_q05"))
    let text = try plot("--terminal")
    #expect(text.status == 0 && text.output.contains("angle"), "\(text.error)")
    let wrong = try plot("--output", "r.svg", "--columns", "roh")
    #expect(wrong.status == 65 && wrong.error.contains("did you mean \"rho\"?"), "\(wrong.error)")
  }
}
