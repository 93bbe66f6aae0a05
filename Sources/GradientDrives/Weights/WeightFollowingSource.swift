/// A source whose signals follow the weights, as those of any loss do.
///
/// Its drive says so by ``GradientDrive/dependsOnWeights``. If the drive is held, the signals are those of the weights
/// at the start of each piece; otherwise they move with the weights all the time. A loss of your own needs its
/// gradient:
///
/// ```swift
/// struct Parabola: WeightFollowingSource {  // L = Σ (w_f − 1)²/2
///   var signals: [Double]
///
///   mutating func begin(_ pieces: ArraySlice<ClosedRange<Double>>) {}
///
///   mutating func update(at time: Double, forward: Span<Double>, backward: Span<Double>) {
///     for i in forward.indices { signals[i] = forward[i] - 1 }
///   }
///
///   func gradient(
///     at time: Double, piece: Int, signals range: Range<Int>, into gradient: inout MutableSpan<Double>
///   ) {
///     for i in range { gradient[i - range.lowerBound] = signals[i] }
///   }
/// }
/// ```
public protocol WeightFollowingSource: GradientSource {
  /// Computes all signals for some weights; ``GradientSource`` then tells them.
  ///
  /// - Parameters:
  ///   - time: a time of the piece begun last, in learning steps. Solvers try times and weights, so calls need not come
  ///     in order.
  ///   - forward: w_f of all synapses.
  ///   - backward: w_b of all synapses.
  /// - Throws: what stands in the way, which ends the run.
  mutating func update(at time: Double, forward: Span<Double>, backward: Span<Double>) throws
  /// Whether the signals are smooth functions of the weights; otherwise they may bend or jump somewhere, as those of a
  /// loss with corners do.
  var isSmooth: Bool { get }
}

extension WeightFollowingSource {
  /// Signals are smooth.
  public var isSmooth: Bool { true }
}
