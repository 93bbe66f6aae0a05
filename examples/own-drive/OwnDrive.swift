// A drive of your own whose gradients follow the weights: two weights that together fit a plane. With the loss
//
//     L = ½ (w − w*)ᵀ A (w − w*),    A = [2 1; 1 3],    w* = (1, −0.5),
//
// the signals are g = A (w − w*), and gradient flow has the closed form w(t) = w* + e^(−ηAt) (w(0) − w*): along
// the eigenvectors of A, which are known, each error dies out at its own rate.
//
// Run it with: swift run -c release own-drive

import Foundation
import GradientDrives
import ODESolvers
import SynapticDynamics

/// The loss as a drive.
struct Paraboloid: GradientDrive {
  let signalCount = 2
  let isHeld = false
  let dependsOnWeights = true

  func breakpoints(in interval: Range<Double>) -> [Double] { [] }
  func makeSource() -> any GradientSource { ParaboloidSource() }
  func magnitudeBounds(over interval: ClosedRange<Double>) -> [Double] { [.infinity, .infinity] }
}

/// The drive at work: g of the weights that it was shown last.
struct ParaboloidSource: WeightFollowingSource {
  private var signals = [0.0, 0.0]

  mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {}

  mutating func update(at time: Double, forward: Span<Double>, backward: Span<Double>) {
    let (x, y) = (forward[0] - 1, forward[1] + 0.5)
    signals = [2 * x + y, x + 3 * y]
  }

  func gradient(
    at time: Double, piece: Int, signals range: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    for i in range { gradient[i - range.lowerBound] = signals[i] }
  }
}

@main
struct OwnDrive {
  static func main() throws {
    let rate = 0.01
    let dynamics = try PopulationDynamics(
      rule: GradientFlow(learningRate: rate), drive: Paraboloid())
    // The signals are those of the forward weights; the backward ones follow them from elsewhere.
    let problem = dynamics.problem(from: 0, to: 400, initialState: [0, 0, 0.3, 0.2])
    let solution = try RungeKutta4(stepSize: 1).solve(problem, at: [0, 50, 100, 200, 400])
    print("time        w_0        w_1   expected_0 expected_1")
    for (time, state) in zip(solution.times, solution.states) {
      let expected = closedForm(rate * time)
      print(
        String(
          format: "%4.0f %10.7f %10.7f %12.7f %10.7f", time, state[0], state[1], expected.0,
          expected.1))
    }
  }

  /// w(t) from w(0) = 0 for ηt, by the eigenvalues λ = (5 ± √5)/2 of A and their vectors (1, λ − 2).
  static func closedForm(_ t: Double) -> (Double, Double) {
    let root = 5.0.squareRoot()
    var w = (1.0, -0.5)
    for eigenvalue in [(5 - root) / 2, (5 + root) / 2] {
      let second = eigenvalue - 2
      let share = (-1 + 0.5 * second) / (1 + second * second) * exp(-eigenvalue * t)
      w = (w.0 + share, w.1 + share * second)
    }
    return w
  }
}
