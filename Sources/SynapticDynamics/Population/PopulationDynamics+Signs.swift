import ODESolvers

/// What solvers that step a whole population know of the kinks of its equations, which are where g, or under
/// predisposition the direction of change, changes its sign.
public enum SignChanges: Sendable {
  /// There are none between breakpoints.
  case none
  /// Where they are: steps end there.
  case located
  /// Nothing: a step over one is of low order.
  case notLocated
}

extension PopulationDynamics {
  /// Changes of sign are located in populations of at most so many synapses, since every one makes the
  /// solver start anew for all.
  public static let mostLocatedSynapses = 16

  /// What CVODE knows of the kinks.
  public var signChanges: SignChanges {
    guard let kernel, !kernel.switches(isHeld: feed.isHeld).isEmpty else { return .none }
    return locatesSignChanges && !feed.followsWeights ? .located : .notLocated
  }

  /// What the kinks of a rule with kernels hang on.
  func switches(holding signs: HeldSigns) -> SwitchingFunctions {
    let (kernel, n) = (kernel!, synapseCount)
    let switches = kernel.switches(isHeld: feed.isHeld)
    return SwitchingFunctions(
      count: switches.count * n,
      components: switches.flatMap { one in (0..<n).map { i in one.component.map { $0 * n + i } } },
      evaluate: { [feed] time, state, values in
        let gradient = try feed.evaluate(at: time, state: state)
        gradient.withUnsafeBufferPointer { gradient in
          state.withUnsafeBufferPointer { state in
            values.withUnsafeMutableBufferPointer { values in
              kernel.writeSwitches(
                switches, at: time, of: n, gradient: gradient.baseAddress!,
                state: state.baseAddress!, values: values.baseAddress!)
            }
          }
        }
      },
      hold: { held in
        for (k, one) in switches.enumerated() { signs.hold(held, from: k * n, row: one.row) }
      })
  }
}
