// A rule of your own: Kolen–Pollack learning. Both weights of a pair receive the same gradient and both
// decay at the rate λ, so that their difference dies out as e^(−λt), whatever the gradients are.
//
//     dw/dt = −η g − λ w      for w_f and w_b
//
// Run it with: swift run -c release own-rule

import GradientDrives
import ODESolvers
import RandomNumbers
import SynapticDynamics

struct KolenPollack: SynapticRule {
  let learningRate: Double
  let decay: Double

  let name = "kolenPollack"
  let components = [StateComponent.forwardWeight, .backwardWeight]

  func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let n = gradient.count
    for i in 0..<n {
      rates[i] = -learningRate * gradient[i] - decay * state[i]
      rates[n + i] = -learningRate * gradient[i] - decay * state[n + i]
    }
  }
}

@main
struct OwnRule {
  static func main() throws {
    let n = 100
    let rule = KolenPollack(learningRate: 0.01, decay: 0.002)
    // A fresh normal gradient for every synapse and learning step.
    let noise = HeldNoiseTable(
      signalCount: n, window: 1, standardDeviation: [1],
      field: RandomField(seed: 1, purpose: .gradient))
    let dynamics = try PopulationDynamics(rule: rule, drive: TabulatedDrive(noise))

    let forward = RandomField(seed: 1, purpose: .forwardWeights)
    let backward = RandomField(seed: 1, purpose: .backwardWeights)
    let weights =
      (0..<n).map { forward.normal(synapse: $0) } + (0..<n).map { backward.normal(synapse: $0) }

    let problem = dynamics.problem(from: 0, to: 2000, initialState: weights)
    let solution = try RungeKutta4(stepSize: 0.5).solve(problem, at: [0, 500, 1000, 1500, 2000])
    print("  time    angle  largest |w_f - w_b|  expected")
    let first = alignment(solution.states[0], n).largestDifference
    for (time, state) in zip(solution.times, solution.states) {
      let alignment = alignment(state, n)
      print(
        format(time, 6, 0), format(alignment.angle, 8, 3),
        format(alignment.largestDifference, 20, 9),
        format(first * exponential(-rule.decay * time), 12, 9))
    }
  }

  static func alignment(_ state: [Double], _ n: Int) -> Alignment {
    let span = state.span
    return Alignment(
      forward: span.extracting(0..<n), backward: span.extracting(n..<(2 * n)))
  }
}
