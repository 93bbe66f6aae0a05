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
  /// The population at a time within the window, once one was asked for.
  private var sample: PopulationState?
  private(set) var statistics = SolverStatistics()
  private(set) var time: Double

  init(_ problem: InitialValueProblem, rule: BioAdam, dynamics: PopulationDynamics) {
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
    Self.propagate(branches, start, to: &end, over: stepSize, gradient: dynamics.gradient)
    try end.check(dynamics, time: segment.upperBound, stepSize: stepSize)
    time = segment.upperBound
    statistics.steps += 1
  }

  mutating func read(at time: Double, into state: inout [Double]) {
    if time >= self.time {
      // At the start of a window nothing was propagated yet, at its end all of it was.
      copy(self.time == segment.lowerBound ? start.values : end.values, to: &state)
    } else {
      if sample == nil { sample = start }
      Self.propagate(
        branches, start, to: &sample!, over: time - segment.lowerBound, gradient: dynamics.gradient)
      copy(sample!.values, to: &state)
    }
  }

  private func copy(_ values: [Double], to state: inout [Double]) {
    for i in values.indices { state[i] = values[i] }
  }

  private static func propagate(
    _ branches: [BioAdam.Branch], _ start: borrowing PopulationState,
    to state: inout PopulationState,
    over duration: Double, gradient: [Double]
  ) {
    for branch in branches {
      branch.propagate(start, to: &state, over: duration, gradient: gradient)
    }
  }
}

/// The flat state, and the momentum of each branch and synapse besides.
package struct PopulationState {
  package let synapseCount: Int
  package var values: [Double]
  /// One branch after the other.
  package var momentum: [Double]

  package init(_ values: [Double], branches: [BioAdam.Branch]) {
    self.values = values
    let components = branches.map(\.weights.upperBound).max()!
    synapseCount = values.count / components
    let n = synapseCount
    momentum = branches.flatMap { branch in
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
  /// - Parameters:
  ///   - start: the population before the window.
  ///   - end: receives the population after the window, but for other branches.
  ///   - duration: h.
  ///   - gradient: all signals.
  /// - Complexity: O(n), without allocation.
  package func propagate(
    _ start: borrowing PopulationState, to end: inout PopulationState, over duration: Double,
    gradient: [Double]
  ) {
    propagate(
      synapses: start.synapseCount, start.values.span, start.momentum.span, to: &end.values,
      &end.momentum, over: duration,
      gradient: gradient.span)
  }

  private func propagate(
    synapses n: Int, _ values: Span<Double>, _ momentum: Span<Double>, to newValues: inout [Double],
    _ newMomentum: inout [Double], over duration: Double, gradient: Span<Double>
  ) {
    var newValues = newValues.mutableSpan
    var newMomentum = newMomentum.mutableSpan
    let (plus, minus, rho) = (
      firstSubstance * n, (firstSubstance + 1) * n, (firstSubstance + 2) * n
    )
    let exponent = duration / kinetics.tauM
    let integrals = ExponentialIntegrals(exponent)
    let twiceRest = 2 * kinetics.restConcentration
    for i in 0..<n {
      let g = kinetics.gradientGain * gradient[signal * n + i]
      let m = momentum[signal * n + i]
      // Around g, so that m = g stays there exactly.
      let newM = g + (m - g) * integrals.decay
      let sum = values[plus + i] + values[minus + i]
      let newSum = twiceRest + (sum - twiceRest) * integrals.decay
      newMomentum[signal * n + i] = newM
      newValues[plus + i] = 0.5 * (newSum - newM)
      newValues[minus + i] = 0.5 * (newSum + newM)

      let phases = MomentumPhases(
        momentum: m, gradient: g, rho: values[rho + i], duration: duration, exponent: exponent,
        integrals: integrals, kinetics: kinetics)
      newValues[rho + i] = phases.rho
      for component in weights {
        let w = component * n + i
        newValues[w] = phases.advance(weight: values[w], kinetics: kinetics)
      }
      if let clock {
        newValues[clock * n + i] =
          values[clock * n + i] + kinetics.learningRate * phases.totalMagnitude
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
  /// ρ at the end of the window.
  package let rho: Double

  /// - Parameters:
  ///   - momentum: m(0).
  ///   - gradient: g, with its gain.
  ///   - rho: ρ(0).
  ///   - duration: h.
  ///   - exponent: A = h/τ_m.
  ///   - integrals: those of A, the same for all synapses of a window.
  ///   - kinetics: the constants.
  @inline(__always)
  package init(
    momentum m: Double, gradient g: Double, rho: Double, duration: Double, exponent: Double,
    integrals: ExponentialIntegrals, kinetics: BioAdam.Kinetics
  ) {
    let rate = kinetics.coConsumption.rate(gradient: g)
    let production = kinetics.coConsumption.production
    if m != 0 && g != 0 && (m < 0) != (g < 0) {
      let crossing = log1p(-m / g)
      // m may be too small against g for its change of sign to take any time at all.
      if crossing > .leastNormalMagnitude && crossing < exponent {
        let before = HeldWindow(
          duration: crossing * kinetics.tauM, momentumExponent: crossing,
          momentumIntegrals: ExponentialIntegrals(crossing), rate: rate, production: production,
          rho: rho)
        let rest = exponent - crossing
        let after = HeldWindow(
          duration: rest * kinetics.tauM, momentumExponent: rest,
          momentumIntegrals: ExponentialIntegrals(rest), rate: rate, production: production,
          rho: before.rho)
        first = m * before.momentumPart + g * before.gradientPart
        second = g * after.gradientPart
        self.rho = after.rho
        return
      }
    }
    let window = HeldWindow(
      duration: duration, momentumExponent: exponent, momentumIntegrals: integrals, rate: rate,
      production: production, rho: rho)
    first = m * window.momentumPart + g * window.gradientPart
    second = 0
    self.rho = window.rho
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
