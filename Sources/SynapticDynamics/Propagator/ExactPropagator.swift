import Foundation
import ODESolvers

/// Bio-Adam under a held drive, solved in closed form window by window: one step for each piece
/// between breakpoints, whatever its length, and no time-stepping error.
///
/// Momentum and ρ are elementary; the weights follow ∫ m ρ dt, with predisposition through the
/// Wright omega function. Where m changes sign within a window, the window is split there:
/// t* = τ_m ln(1 − m(0)/g). See `docs/model.md` for the derivation.
///
/// The momentum m = m⁻ − m⁺ is carried along by itself: taken from the two concentrations after
/// every window it would lose the digits by which it is smaller than they are.
public struct ExactPropagator: Solver {
  private let rule: BioAdam
  private let dynamics: PopulationDynamics

  /// Creates the method for one population.
  ///
  /// - Throws: ``SolverFailure`` unless the rule is Bio-Adam and the drive is held.
  public init(_ dynamics: PopulationDynamics) throws {
    guard let rule = dynamics.rule as? BioAdam else {
      throw SolverFailure(
        .invalidOptions("the method exact solves bioAdam, not \(dynamics.rule.name)"), time: 0,
        advice: "Use an adaptive method.")
    }
    guard dynamics.isHeld else {
      throw SolverFailure(
        .invalidOptions("the method exact needs a drive that is held between its breakpoints"),
        time: 0, advice: "Use an adaptive method, or hold the drive.")
    }
    self.rule = rule
    self.dynamics = dynamics
  }

  /// `exact`.
  public var name: String { "exact" }

  /// - Precondition: the problem comes from the same dynamics.
  public func makeStepper(for problem: InitialValueProblem) -> any Stepper {
    Propagation(problem, rule: rule, dynamics: dynamics)
  }
}

/// The propagator at work: the population at the start of a window and at its end.
private struct Propagation: Stepper {
  private let branches: [BioAdam.Branch]
  private let dynamics: PopulationDynamics
  private var segment: ClosedRange<Double>
  private var start: PopulationState
  private var end: PopulationState
  private(set) var statistics = SolverStatistics()
  private(set) var time: Double

  package init(_ problem: InitialValueProblem, rule: BioAdam, dynamics: PopulationDynamics) {
    branches = rule.branches
    self.dynamics = dynamics
    time = problem.initialTime
    segment = problem.initialTime...problem.finalTime
    start = PopulationState(problem.initialState, branches: rule.branches)
    end = start
  }

  var stepSize: Double { segment.upperBound - segment.lowerBound }

  mutating func begin(_ segment: ClosedRange<Double>) {
    if time > self.segment.lowerBound { statistics.restarts += 1 }
    self.segment = segment
    time = segment.lowerBound
    swap(&start, &end)
  }

  mutating func step() throws {
    propagate(over: stepSize)
    try end.check(dynamics, time: segment.upperBound, stepSize: stepSize)
    time = segment.upperBound
    statistics.steps += 1
  }

  mutating func read(at time: Double, into state: inout [Double]) {
    if time >= self.time {
      // At the start of a window nothing was propagated yet, at its end all of it was.
      copy(self.time == segment.lowerBound ? start.values : end.values, to: &state)
    } else {
      propagate(over: time - segment.lowerBound)
      copy(end.values, to: &state)
      propagate(over: stepSize)
    }
  }

  private func copy(_ values: [Double], to state: inout [Double]) {
    for i in values.indices { state[i] = values[i] }
  }

  private mutating func propagate(over duration: Double) {
    for (index, branch) in branches.enumerated() {
      branch.propagate(
        start, to: &end, branchIndex: index, over: duration, gradient: dynamics.gradient)
    }
  }
}

/// The flat state, and the momentum of each branch and synapse besides.
package struct PopulationState {
  package var values: [Double]
  package var momentum: [[Double]]

  package init(_ values: [Double], branches: [BioAdam.Branch]) {
    self.values = values
    let components = branches.map(\.weights.upperBound).max()!
    let n = values.count / components
    momentum = branches.map { branch in
      (0..<n).map {
        values[(branch.firstSubstance + 1) * n + $0] - values[branch.firstSubstance * n + $0]
      }
    }
  }

  /// Fails if a value overflowed.
  func check(_ dynamics: PopulationDynamics, time: Double, stepSize: Double) throws {
    guard !allFinite(values.span), let index = values.firstIndex(where: { !$0.isFinite }) else {
      return
    }
    throw SolverFailure(
      .notFinite(
        quantity: "value", component: dynamics.componentName(index), value: values[index]),
      time: time, stepSize: stepSize,
      advice: "The weights overflow: lower the learning rate or the window's length.")
  }
}

extension BioAdam.Branch {
  /// Carries all synapses of a branch over a window of length `duration`.
  ///
  /// - Complexity: O(n), without allocation.
  package func propagate(
    _ start: borrowing PopulationState, to end: inout PopulationState, branchIndex: Int,
    over duration: Double, gradient: [Double]
  ) {
    let n = start.momentum[branchIndex].count
    let (plus, minus, rho) = (
      firstSubstance * n, (firstSubstance + 1) * n, (firstSubstance + 2) * n
    )
    let exponent = duration / kinetics.tauM
    let integrals = ExponentialIntegrals(exponent)
    let twiceRest = 2 * kinetics.restConcentration
    for i in 0..<n {
      let g = kinetics.gradientGain * gradient[signal * n + i]
      let m = start.momentum[branchIndex][i]
      let window = HeldWindow(
        duration: duration, momentumExponent: exponent, momentumIntegrals: integrals,
        rate: kinetics.coConsumption.rate(gradient: g),
        production: kinetics.coConsumption.production, rho: start.values[rho + i])
      // Towards g by the smaller of both forms' terms, so that m = g stays there exactly.
      let newM = g + (m - g) * integrals.decay
      let sum = start.values[plus + i] + start.values[minus + i]
      let newSum = twiceRest + (sum - twiceRest) * integrals.decay
      end.momentum[branchIndex][i] = newM
      end.values[plus + i] = 0.5 * (newSum - newM)
      end.values[minus + i] = 0.5 * (newSum + newM)
      end.values[rho + i] = window.rho

      let phases = MomentumPhases(
        momentum: m, gradient: g, window: window, duration: duration, exponent: exponent,
        rho: start.values[rho + i], kinetics: kinetics)
      for component in weights {
        let w = component * n + i
        end.values[w] = phases.advance(weight: start.values[w], kinetics: kinetics)
      }
      if let clock {
        end.values[clock * n + i] =
          start.values[clock * n + i] + kinetics.learningRate * phases.totalMagnitude
      }
    }
  }
}

/// ∫ m ρ dt of a window, split where m changes sign.
package struct MomentumPhases {
  /// ∫ m ρ dt up to the change of sign, or of the whole window.
  package let first: Double
  /// ∫ m ρ dt after the change of sign, or 0.
  package let second: Double

  @inline(__always)
  package init(
    momentum m: Double, gradient g: Double, window: HeldWindow, duration: Double, exponent: Double,
    rho: Double, kinetics: BioAdam.Kinetics
  ) {
    if m * g < 0 || (m != 0 && g != 0 && (m < 0) != (g < 0)) {
      let crossing = log1p(-m / g)
      // m may be too small against g for its change of sign to take any time at all.
      if crossing > 0 && crossing < exponent {
        let rate = kinetics.coConsumption.rate(gradient: g)
        let production = kinetics.coConsumption.production
        let time = crossing * kinetics.tauM
        let before = HeldWindow(
          duration: time, momentumExponent: crossing,
          momentumIntegrals: ExponentialIntegrals(crossing), rate: rate, production: production,
          rho: rho)
        let rest = exponent - crossing
        let after = HeldWindow(
          duration: rest * kinetics.tauM, momentumExponent: rest,
          momentumIntegrals: ExponentialIntegrals(rest), rate: rate, production: production,
          rho: before.rho)
        first = m * before.momentumPart + g * before.gradientPart
        second = g * after.gradientPart
        return
      }
    }
    first = m * window.momentumPart + g * window.gradientPart
    second = 0
  }

  /// ∫ |m| ρ dt.
  package var totalMagnitude: Double { first.magnitude + second.magnitude }

  /// The weight at the end of the window.
  @inline(__always)
  package func advance(weight: Double, kinetics: BioAdam.Kinetics) -> Double {
    let rate = kinetics.learningRate
    guard let predisposition = kinetics.predisposition else {
      return weight - rate * (first + second)
    }
    let middle = predisposition.advance(
      weight: weight, clock: rate * first.magnitude, isPotentiation: first < 0)
    guard second != 0 else { return middle }
    return predisposition.advance(
      weight: middle, clock: rate * second.magnitude, isPotentiation: second < 0)
  }
}
