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
