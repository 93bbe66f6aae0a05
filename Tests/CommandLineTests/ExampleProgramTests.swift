import Foundation
import Testing

@Suite struct ExampleProgramTests {
  /// The largest difference of Kolen–Pollack's weights decays as e^(−λt): 3.141309790 at the start,
  /// times e^(−4) in the end; RK4 with dt = 0.5 is far more accurate than the printed digits.
  @Test func ownRuleDecaysAsExpected() throws {
    let result = try Program.run("own-rule", [])
    #expect(result.status == 0)
    let rows = result.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }
    #expect(rows.count == 5)
    for row in rows {
      #expect(row.count == 4)
      #expect((row[2] - row[3]).magnitude <= 2e-9, "\(row)")
    }
    let last = try #require(rows.last)
    #expect(last[2] > 0 && last[2] < 0.06 && last[1] < 10)
  }

  /// RK4's global error with ηλh ≤ 0.037 is far below the printed digits.
  @Test func ownDriveFollowsItsClosedForm() throws {
    let result = try Program.run("own-drive", [])
    #expect(result.status == 0)
    let rows = result.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }
    try #require(rows.count == 5 && rows.allSatisfy { $0.count == 5 })
    for row in rows {
      #expect((row[1] - row[3]).magnitude <= 2e-7 && (row[2] - row[4]).magnitude <= 2e-7, "\(row)")
    }
    // The minimum, (1, −0.5), up to e^(−0.01 · 1.38 · 400) = 0.004.
    #expect((rows[4][1] - 1).magnitude < 0.01 && (rows[4][2] + 0.5).magnitude < 0.01)
  }

  /// Spikes in steps come to those of events at first order: half the step, half the error, give or take a fifth; and so does the
  /// gradient that needs no surrogate.
  @Test func shortStepsBecomeEvents() throws {
    let result = try Program.run("short-steps", [])
    #expect(result.status == 0)
    let rows = result.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
    try #require(rows.count == 6 && rows.allSatisfy { $0.count == 6 })
    for (long, short) in zip(rows, rows.dropFirst()) {
      #expect(short[1] > long[1] && (1.6...2.4).contains(long[2] / short[2]), "\(short)")
    }
    #expect(rows[5][1] > 0.95 && rows[5][5] < rows[0][5] / 2)
    // The surrogate's gradient never comes near the exact one, and grows without bound.
    #expect(rows.allSatisfy { $0[3] > 60 } && rows[5][4] > 1000 * rows[0][4])
  }

  /// ρ(t) = 1/G + (1 − 1/G) e^(−Gt/τ_ρ) with G = |g| + ε, by hand.
  @Test func studiesRunInMemory() throws {
    let result = try Program.run("run-study", [])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 4)
    for (line, g) in zip(lines, [1, 0.1, 0.01]) {
      let size = g + 1e-8
      let rho = 1 / size + (1 - 1 / size) * exp(-size * 20)
      let words = line.split { " ,".contains($0) }
      let found = try #require(Double(words[5]))
      #expect((found / rho - 1).magnitude < 1e-12, "\(line): expected \(rho)")
    }
  }

  #if SUNDIALS
    /// The program prints its own error against the IVP test set's reference.
    @Test func stiffProgramMeetsTheReference() throws {
      let result = try Program.run("stiff-ode", [])
      #expect(result.status == 0)
      let errors = result.output.split(separator: "\n").compactMap { line -> Double? in
        guard let range = line.range(of: "relative error ") else { return nil }
        return Double(line[range.upperBound...])
      }
      #expect(errors.count == 2)
      // rtol is 1e-9 per step; the test set itself allows a hundred times the tolerance.
      for error in errors { #expect(error < 1e-7) }
      #expect(result.output.contains("zero of y1 at t = 807."))
    }
  #endif
}
