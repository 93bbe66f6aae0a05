import GradientDrives
import ODESolvers
import SynapticDynamics
import TestSupport
import Testing

/// Pieces whose edges are off by their rounding have the rows that hold in them.
@Suite struct RoundedEdgesTests {
  /// An edge of another origin a few units beside a row's makes a piece of its own, which has the row that holds
  /// in it.
  @Test func piecesOfAFewUnitsHaveTheirRow() throws {
    let edge = 0.3
    for shift in [-4, -1, 1, 4] {
      let other = edge + Double(shift) * edge.ulp
      let rows = ListedTable(times: [0, edge], rows: [[1], [2]])
      let dynamics = try PopulationDynamics(rule: GradientFlow(), drive: TabulatedDrive(rows))
      var problem = dynamics.problem(from: 0, to: 1, initialState: [0, 0])
      problem.breakpoints.append(other)
      var seen: [Double] = []
      let begin = problem.pieceWillBegin
      problem.pieceWillBegin = { piece, state in
        try begin?(piece, &state)
        seen.append(dynamics.feed.gradient(at: piece.lowerBound)[0])
      }
      let final = try ForwardEuler(stepSize: 1).final(problem)
      #expect(seen == (shift < 0 ? [1, 1, 2] : [1, 2, 2]), "shift \(shift)")
      #expect(relativeError(final[0], -1e-3 * (0.3 + 2 * 0.7)) < 1e-14)
    }
  }

  /// Shifted times are rounded: where a delayed breakpoint falls a few units beside another, they
  /// are merged, and the pieces still have the right rows. 0.1 + 0.2 is 0.30000000000000004.
  @Test func roundedDelaysPickTheRightRow() throws {
    let table = ListedTable(times: [0, 0.1, 0.3], rows: [[1], [2], [4]])
    let drive = PartnerDrive(forward: TabulatedDrive(table), delay: 0.2)
    let rule = BioAdam(backward: BioAdam.Kinetics())
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    var problem = dynamics.problem(
      from: 0, to: 1, initialState: rest(1) + rest(1) + [0, 0])
    var seen: [[Double]] = []
    let begin = problem.pieceWillBegin
    problem.pieceWillBegin = { piece, state in
      try begin?(piece, &state)
      seen.append(dynamics.feed.gradient(at: piece.lowerBound))
    }
    _ = try RungeKutta4(stepSize: 1).final(problem)
    #expect(seen == [[1, 0], [2, 0], [2, 1], [4, 2], [4, 4]])
  }
}
