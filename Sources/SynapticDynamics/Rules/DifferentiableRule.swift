/// A rule that knows its Jacobian, which spares implicit solvers difference quotients and general
/// linear algebra: synapse pairs do not act on each other, so the Jacobian falls into one block for
/// each pair.
public protocol DifferentiableRule: SynapticRule {
  /// Writes ∂rates/∂state of one pair.
  ///
  /// The block must be lower triangular, so that no component's rate depends on a later component, unless the rule's own
  /// kernels solve Newton's systems.
  ///
  /// - Parameters:
  ///   - i: the pair.
  ///   - time: in learning steps.
  ///   - gradient: as for ``SynapticRule/rates(at:gradient:state:rates:)``.
  ///   - state: the whole population's state.
  ///   - block: element `row * componentCount + column`; holds zeros on entry.
  func jacobianBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    block: inout MutableSpan<Double>)
}

extension DifferentiableRule {
  /// Writes what some pairs have of the whole Jacobian, element `row + column * dimension`, over zeros.
  ///
  /// - Complexity: O(n c²) for n pairs of c components.
  func fillJacobian(
    of synapses: Range<Int>, at time: Double, gradient: Span<Double>, state: Span<Double>,
    weights: WeightLaw,
    block: inout [Double], _ jacobian: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    let (dimension, size) = (state.count, state.count / n)
    for i in synapses {
      writeBlock(
        ofSynapse: i, at: time, gradient: gradient, state: state, weights: weights, block: &block)
      for row in 0..<size {
        for column in 0..<size {
          jacobian[row * n + i + (column * n + i) * dimension] = block[row * size + column]
        }
      }
    }
  }

  /// Replaces `vector` by the solution x of (I − γJ) x = `vector`, by forward substitution in each
  /// pair's block.
  ///
  /// - Complexity: O(n c²) for n pairs of c components.
  func solveNewton(
    gamma: Double, at time: Double, gradient: Span<Double>, state: Span<Double>,
    weights: WeightLaw, block: inout [Double], _ vector: inout MutableSpan<Double>
  ) {
    let n = gradient.count / signalsPerSynapse
    let size = state.count / n
    for i in 0..<n {
      writeBlock(
        ofSynapse: i, at: time, gradient: gradient, state: state, weights: weights, block: &block)
      for row in 0..<size {
        var sum = vector[row * n + i]
        for column in 0..<row {
          sum += gamma * block[row * size + column] * vector[column * n + i]
        }
        vector[row * n + i] = sum / (1 - gamma * block[row * size + row])
      }
    }
  }

  private func writeBlock(
    ofSynapse i: Int, at time: Double, gradient: Span<Double>, state: Span<Double>,
    weights: WeightLaw, block: inout [Double]
  ) {
    var span = block.mutableSpan
    span.update(repeating: 0)
    jacobianBlock(ofSynapse: i, at: time, gradient: gradient, state: state, block: &span)
    weights.complete(block: &span, componentCount: components.count)
  }
}
