import CKernels

/// A rule whose loops over synapses are kernels.
package protocol KernelRule: SynapticRule {
  /// What the kernels need to know at a time.
  func laws(at time: Double) -> Laws
}

/// One law for the kernels, or two for partners with substances of their own.
package struct Laws {
  private let first: law
  private let second: law?

  init(_ first: law, _ second: law? = nil) {
    self.first = first
    self.second = second
  }

  /// Whether there is but one.
  var isOne: Bool { second == nil }

  /// These laws, changed.
  func map(_ body: (law) -> law) -> Laws { Laws(body(first), second.map(body)) }

  /// Calls `body` for each.
  @inline(__always)
  func forEach(_ body: (law) -> Void) {
    body(first)
    if let second { body(second) }
  }

  /// Writes the derivatives of some synapses.
  ///
  /// - Parameters:
  ///   - synapses: which.
  ///   - n: the number of all, for which the pointers are.
  ///   - gradient: all signals.
  ///   - state: the state.
  ///   - rates: receives the derivatives.
  func writeRates(
    synapses: Range<Int>, of n: Int, gradient: UnsafePointer<Double>,
    state: UnsafePointer<Double>, rates: UnsafeMutablePointer<Double>
  ) {
    let start = synapses.lowerBound
    forEach { law in
      var law = law
      law.direction_sides = law.direction_sides.map { $0 + start }
      law.gradient_sides = law.gradient_sides.map { $0 + start }
      law_rates(
        &law, synapses.count, n, gradient + law.signal * n + start, state + start, rates + start)
    }
  }

  /// Replaces `vector` by the solution x of (I − γJ) x = `vector`.
  ///
  /// - Parameters:
  ///   - gamma: γ.
  ///   - n: the number of synapses.
  ///   - gradient: all signals.
  ///   - state: where the Jacobian is taken.
  ///   - vector: laid out as the state.
  /// - Complexity: O(n), without allocation.
  func solveNewton(
    gamma: Double, of n: Int, gradient: Span<Double>, state: Span<Double>,
    _ vector: inout MutableSpan<Double>
  ) {
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        vector.withUnsafeMutableBufferPointer { vector in
          forEach { law in
            var law = law
            law_newton_solve(
              &law, n, n, gamma, gradient.baseAddress! + law.signal * n, state.baseAddress!,
              vector.baseAddress!)
          }
        }
      }
    }
  }
}

extension KernelRule {
  /// The derivatives of all components.
  ///
  /// - Complexity: O(n), without allocation.
  public func rates(
    at time: Double, gradient: Span<Double>, state: Span<Double>,
    rates: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    precondition(state.count == rates.count && state.count % n == 0, "state and rates must fit")
    let laws = laws(at: time)
    gradient.withUnsafeBufferPointer { gradient in
      state.withUnsafeBufferPointer { state in
        rates.withUnsafeMutableBufferPointer { rates in
          laws.writeRates(
            synapses: 0..<n, of: n, gradient: gradient.baseAddress!, state: state.baseAddress!,
            rates: rates.baseAddress!)
        }
      }
    }
  }
}

extension law {
  /// A law of the pair's two weights.
  ///
  /// - Parameters:
  ///   - kind: which rule.
  ///   - substances: how many components stand before the weights.
  init(
    _ kind: law_kind, substances: Int, gradientGain: Double, learningRate: Double,
    predisposition: Predisposition?
  ) {
    self.init()
    self.kind = kind
    weight = substances
    weight_count = 2
    gradient_gain = gradientGain
    learning_rate = learningRate
    inverse_temperature = predisposition.map { 1 / $0.temperature } ?? 0
    predisposition_gain = predisposition?.gain ?? 1
  }
}
