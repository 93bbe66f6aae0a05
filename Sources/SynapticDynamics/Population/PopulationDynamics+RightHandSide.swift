import ODESolvers
import Parallel

extension PopulationDynamics {
  /// Writes the derivatives of all components.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - state: the state.
  ///   - signs: the signs to go by, if a solver may hold some.
  ///   - rates: receives the derivatives.
  /// - Throws: what stands in the way of the signals.
  func writeRates(
    at time: Double, state: Span<Double>, holding signs: HeldSigns?,
    rates: inout MutableSpan<Double>
  ) throws {
    let gradient = try feed.evaluate(at: time, state: state)
    guard let kernel else {
      rule.rates(at: time, gradient: gradient.span, state: state, rates: &rates)
      weights.complete(&rates, state: state, synapseCount: synapseCount)
      return
    }
    let n = synapseCount
    if !weights.movesBackward {
      // The kernels leave them out.
      for i in (state.count - n)..<state.count { rates[i] = 0 }
    }
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        rates.withUnsafeMutableBufferPointer { rates in
          forEachBlock(of: n, size: Self.blockSize, threads: threads) { block, _ in
            kernel.writeRates(
              at: time, synapses: block, of: n, gradient: gradient.baseAddress!,
              state: state.baseAddress!, rates: rates.baseAddress!, holding: signs)
          }
        }
      }
    }
  }

  /// Tells a problem the rule's Jacobian and how Newton's systems are solved, if the rule knows.
  func addJacobian(holding signs: HeldSigns?, to problem: inout InitialValueProblem) {
    guard let rule = rule as? any DifferentiableRule else { return }
    let size = rule.components.count
    var block = [Double](repeating: 0, count: size * size)
    problem.jacobian = { [self] time, state, jacobian in
      let gradient = try feed.evaluate(at: time, state: state)
      constants.forEachGroup(of: 0..<synapseCount) { part, group in
        var weights = weights
        if constants.isFrozen(group: group) { weights.decay = 0 }
        ruleNow(rule, group: group).fillJacobian(
          of: part, at: time, gradient: gradient.span, state: state, weights: weights,
          block: &block, &jacobian)
      }
    }
    problem.newtonSolve = { [self] time, gamma, state, vector in
      let gradient = try feed.evaluate(at: time, state: state)
      if let kernel {
        kernel.solveNewton(
          gamma: gamma, at: time, of: synapseCount, gradient: gradient.span, state: state, &vector,
          holding: signs)
        return
      }
      rule.solveNewton(
        gamma: gamma, at: time, gradient: gradient.span, state: state, weights: weights,
        block: &block, &vector)
    }
  }

  /// The rule of a group with the constants of the piece.
  private func ruleNow(_ rule: any DifferentiableRule, group: Int) -> any DifferentiableRule {
    guard let scalable = rule as? any ScalableRule & DifferentiableRule else { return rule }
    func now<Rule: ScalableRule & DifferentiableRule>(_ rule: Rule) -> any DifferentiableRule {
      constants.rule(rule, ofGroup: group)
    }
    return now(scalable)
  }
}
