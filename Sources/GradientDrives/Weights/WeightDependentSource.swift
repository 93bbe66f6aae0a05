import Parallel

/// A source whose signals depend on the weights, as those of a network do.
///
/// It is shown the weights at the start of every piece. Unless its signals are held, it is shown them
/// again wherever the signals are wanted.
///
/// Where several ranks share the population, each shows its part of the weights, all at the same time, and is given its part
/// of the signals.
package protocol WeightDependentSource: GradientSource, AnyObject {
  /// Tells who share the population, before the first piece.
  func join(_ ranks: Ranks)
  /// Enters the piece begun last. The backward weights may jump there.
  ///
  /// - Throws: `FailureElsewhere` if another rank failed.
  func enter(_ weights: PopulationWeights) throws
  /// Leaves the piece begun last. All weights may jump there.
  func leave(_ weights: PopulationWeights)
  /// What is remembered from piece to piece, besides what follows from the state; setting it goes on from there.
  var memory: [Double] { get set }
  /// Whether the signals are smooth functions of the weights; otherwise they may bend or jump somewhere.
  var isSmooth: Bool { get }
  /// Computes all signals, at a time of the piece.
  ///
  /// - Throws: what stands in the way.
  func update(at time: Double, weights: PopulationWeights) throws
}

extension WeightDependentSource {
  /// Signals hang on all weights, and these are here.
  package func join(_ ranks: Ranks) {
    precondition(ranks.count == 1, "signals that depend on the weights need all weights")
  }
  /// Weights stay.
  package func leave(_ weights: PopulationWeights) {}
  /// Signals are smooth.
  package var isSmooth: Bool { true }
  /// Nothing.
  package var memory: [Double] {
    get { [] }
    set {}
  }
}

/// The numbers that weights are kept in.
package protocol WeightScalar {
  /// The weights that begin there.
  static func weights(
    forward: UnsafeMutablePointer<Self>, backward: UnsafeMutablePointer<Self>
  ) -> PopulationWeights
}

extension Double: WeightScalar {
  package static func weights(
    forward: UnsafeMutablePointer<Double>, backward: UnsafeMutablePointer<Double>
  ) -> PopulationWeights { .double(forward: forward, backward: backward) }
}

extension Float: WeightScalar {
  package static func weights(
    forward: UnsafeMutablePointer<Float>, backward: UnsafeMutablePointer<Float>
  ) -> PopulationWeights { .single(forward: forward, backward: backward) }
}

/// The weights of all synapses here within the flat state: where the forward and the backward ones begin.
package enum PopulationWeights {
  /// In 64 bits.
  case double(forward: UnsafeMutablePointer<Double>, backward: UnsafeMutablePointer<Double>)
  /// In 32 bits.
  case single(forward: UnsafeMutablePointer<Float>, backward: UnsafeMutablePointer<Float>)
}
