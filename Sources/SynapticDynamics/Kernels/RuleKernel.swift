/// A rule whose loops over synapses are kernels.
package protocol KernelRule: SynapticRule {
  /// Its loops.
  ///
  /// - Parameters:
  ///   - weights: what becomes of the weights besides.
  ///   - constants: how its constants differ from piece to piece, and among synapses.
  /// - Throws: if there is no room for what becomes of the weights.
  func kernel(_ weights: WeightLaw, _ constants: HeldConstants) throws -> any RuleKernel

  /// The same loops for methods that step each synapse by itself.
  ///
  /// - Throws: if there is no room for what becomes of the weights.
  func laneKernel(_ weights: WeightLaw, _ constants: HeldConstants) throws -> any LaneKernel
}

/// The loops of a rule over synapses, whose components and signals stand one after the other.
package protocol RuleKernel: Sendable {
  /// Writes the derivatives of some synapses.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - synapses: which.
  ///   - n: the number of all, for which the pointers are.
  ///   - gradient: all signals.
  ///   - state: the state.
  ///   - rates: receives the derivatives; those of backward weights that stay may be left out.
  ///   - signs: the signs to go by, if a solver may hold some.
  func writeRates(
    at time: Double, synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>, holding signs: HeldSigns?)

  /// Steps of Euler's method in place, one after the other, under signals that stay.
  ///
  /// - Parameters:
  ///   - steps: the steps, at least one.
  ///   - isSequential: whether the weights go by the new substances.
  ///   - synapses: which.
  ///   - n: the number of all.
  ///   - gradient: the first signal of the first of these synapses.
  ///   - signalStride: from one signal of a synapse to its next.
  ///   - state: the state of all.
  /// - Returns: the number of the first step that leaves a value that is not finite; nil if none does. The state then has
  ///   such a value, and what else it has is not told.
  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>
  ) -> Int?

  /// The same in 32 bits.
  func eulerSteps(
    _ steps: UnsafeBufferPointer<PlannedStep>, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Float>, signalStride: Int, state: UnsafeMutablePointer<Float>
  ) -> Int?

  /// Replaces `vector` by the solution x of (I − γJ) x = `vector`.
  ///
  /// - Parameters:
  ///   - gamma: γ.
  ///   - time: the time.
  ///   - n: the number of synapses.
  ///   - gradient: all signals.
  ///   - state: where the Jacobian is taken.
  ///   - vector: laid out as the state.
  ///   - signs: the signs to go by, if a solver may hold some.
  /// - Complexity: O(n), without allocation.
  func solveNewton(
    gamma: Double, at time: Double, of n: Int, gradient: Span<Double>, state: Span<Double>,
    _ vector: inout MutableSpan<Double>, holding signs: HeldSigns?)

  /// How many signs of a synapse its rates may go by.
  var signCount: Int { get }

  /// What the kinks of the rates hang on; empty if there are no kinks between breakpoints.
  ///
  /// - Parameter isHeld: whether signals are constant between breakpoints.
  func switches(isHeld: Bool) -> [KernelSwitch]

  /// Writes the values of what kinks hang on, n for each.
  func writeSwitches(
    _ switches: [KernelSwitch], at time: Double, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, values: UnsafeMutablePointer<Double>)

  /// The loops over some of the synapses.
  func selecting(_ synapses: [Int]) -> any RuleKernel
}

/// What kinks of a rule's rates hang on: of every synapse a number that changes its sign there.
package struct KernelSwitch {
  /// Which of the signs that the rates go by is its own.
  package let row: Int
  /// The component of the state that it is but for positive factors, if it is one.
  package let component: Int?

  package init(row: Int, component: Int?) {
    self.row = row
    self.component = component
  }
}

extension RuleKernel {
  /// One step of Euler's method in place.
  ///
  /// - Returns: whether all new values are finite.
  package func eulerStep(
    _ step: PlannedStep, isSequential: Bool, synapses: Range<Int>, of n: Int,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafeMutablePointer<Double>
  ) -> Bool {
    withUnsafePointer(to: step) {
      eulerSteps(
        UnsafeBufferPointer(start: $0, count: 1), isSequential: isSequential, synapses: synapses,
        of: n, gradient: gradient, signalStride: signalStride, state: state) == nil
    }
  }

  /// Writes the derivatives of all synapses.
  ///
  /// - Complexity: O(n).
  @inline(__always)
  package func writeAllRates(
    at time: Double, signalsPerSynapse: Int, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    precondition(state.count == rates.count && state.count % n == 0, "state and rates must fit")
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        rates.withUnsafeMutableBufferPointer { rates in
          writeRates(
            at: time, synapses: 0..<n, of: n, gradient: gradient.baseAddress!,
            state: state.baseAddress!, rates: rates.baseAddress!, holding: nil)
        }
      }
    }
  }
}
