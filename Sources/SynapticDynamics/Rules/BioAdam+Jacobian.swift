extension BioAdam: DifferentiableRule {
  /// The lower-triangular block of each pair.
  ///
  /// At m = 0 the derivative of f·m by m jumps; the value for m ≥ 0 stands.
  public func jacobian(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    set: (_ row: Int, _ column: Int, _ value: Double) -> Void
  ) {
    let n = gradient.count / signalsPerSynapse
    for branch in branches {
      let kinetics = branch.kinetics
      for i in 0..<n {
        let (plus, minus, rho) = (
          branch.firstSubstance * n + i, (branch.firstSubstance + 1) * n + i,
          (branch.firstSubstance + 2) * n + i
        )
        let g = kinetics.gradientGain * gradient[branch.signal * n + i]
        let m = state[minus] - state[plus]
        set(plus, plus, -1 / kinetics.tauM)
        set(minus, minus, -1 / kinetics.tauM)
        set(rho, rho, -kinetics.coConsumption.rate(gradient: g))
        for component in branch.weights {
          let w = component * n + i
          let speed = -kinetics.learningRate * state[rho]
          let slope =
            kinetics.predisposition?.derivatives(m, weight: state[w]) ?? (
              byMomentum: 1, byWeight: 0
            )
          set(w, plus, -speed * slope.byMomentum)
          set(w, minus, speed * slope.byMomentum)
          set(
            w, rho, -kinetics.learningRate * kinetics.predisposition.scaled(m, weight: state[w]))
          set(w, w, speed * slope.byWeight)
        }
        if let clock = branch.clock {
          let speed = kinetics.learningRate * state[rho] * (m < 0 ? -1 : 1)
          set(clock * n + i, plus, -speed)
          set(clock * n + i, minus, speed)
          set(clock * n + i, rho, kinetics.learningRate * m.magnitude)
        }
      }
    }
  }
}
