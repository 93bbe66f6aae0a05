import DataSets

/// A network at work on batches of examples, by weights that stay where they are.
///
/// One object serves one computation at a time. Results do not depend on the number of threads, nor gradients on that of ranks.
public protocol NetworkEvaluator<Scalar>: AnyObject {
  /// The numbers that weights and gradients are given in.
  associatedtype Scalar: NetworkScalar

  /// The network.
  var network: Network { get }

  /// Takes in the examples of a batch that are here.
  ///
  /// - Parameters:
  ///   - features: of a whole set, row by row.
  ///   - labels: of a whole set.
  ///   - rows: which of them make the batch; of no other type, since generic loops behind an existential allocate.
  ///   - permutation: where their features are seen; nil leaves them where they are.
  func load(
    features: [Float], labels: [Int32], rows: ArraySlice<Int32>, permutation: FeaturePermutation?)

  /// Draws what is drawn for each window.
  func beginWindow(_ window: Int)

  /// Computes the gradient of the loss, averaged over the examples of the batch, with errors that travel through the pathway.
  ///
  /// Where several ranks share the batch, all take part; if another one fails, the result is of no use, and whoever asks all ranks
  /// next learns of it.
  ///
  /// - Parameters:
  ///   - forward: the forward weights of all synapses.
  ///   - backward: the backward weights.
  ///   - gradient: receives ∂L/∂w of the synapses that are this rank's: of all, if there is one.
  /// - Returns: the loss.
  /// - Throws: ``NetworkFailure`` where a simulation cannot go on.
  func gradient(
    forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) throws(NetworkFailure) -> Double

  /// The loss of the examples, summed, and the number of them that are told right.
  ///
  /// - Throws: ``NetworkFailure`` where a simulation cannot go on.
  func evaluate(forward: UnsafePointer<Scalar>) throws(NetworkFailure) -> (
    loss: Double, correct: Int
  )

  /// What a node made of the examples in the last evaluation, example by example.
  func activities(ofNode number: Int) -> [Double]

  /// The spikes of an example in the last evaluation, by its place among those that were loaded; none where units do not spike.
  func spikes(ofExample example: Int) -> [Spike]

  /// Voltages in an example of the last evaluation, by its place among those that were loaded; none where units do not spike.
  func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage]

  /// The weights through which errors come back through a node, in the orientation of its forward weights; nil where no error
  /// comes through, or nothing can be held against the forward weights.
  func returnWeights(
    ofNode number: Int, forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar>?

  /// The angle between the errors that the pathway delivers and the exact ones, for each hidden node with weights, in degrees;
  /// NaN if one of them is zero.
  ///
  /// - Throws: ``NetworkFailure`` where a simulation cannot go on.
  func errorAngles(forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>)
    throws(NetworkFailure) -> [Double]

  /// Importances that are filtered from window to window; none as long as no window was seen, or there is no filter.
  var filteredImportances: [Double] { get set }
  /// Takes the importances through a window of the filter.
  func filterImportances(_ forward: UnsafePointer<Scalar>, duration: Double)

  /// What layers remember from window to window; none as long as they have seen no example.
  var statistics: [Double] { get set }
  /// Carries what layers remember through a window that ended.
  func advanceStatistics(by duration: Double)
  /// Says by which mean and variance to normalise from now on.
  func use(_ statistics: BatchStatistics)
}

/// Why a network could not be computed, and what to change.
public struct NetworkFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, and where.
  public let message: String
  /// What to change.
  public let advice: String

  /// A failure.
  public init(_ message: String, advice: String) {
    self.message = message
    self.advice = advice
  }

  /// A sentence on what happened, and one on what to change.
  public var description: String { "\(message). \(advice)" }
}

extension NetworkEvaluator {
  /// Takes in examples that stand one after the other in their set.
  public func load(
    features: [Float], labels: [Int32], rows: Range<Int32>, permutation: FeaturePermutation? = nil
  ) {
    load(features: features, labels: labels, rows: ArraySlice(rows), permutation: permutation)
  }

  /// Units give numbers.
  public func spikes(ofExample example: Int) -> [Spike] { [] }
  /// Units have no voltage.
  public func voltages(ofExample example: Int, _ electrodes: Electrodes) -> [Voltage] { [] }
  /// Layers without normalisation remember nothing.
  public var statistics: [Double] {
    get { [] }
    set {}
  }
  /// Nothing is remembered.
  public func advanceStatistics(by duration: Double) {}
  /// Nothing is normalised.
  public func use(_ statistics: BatchStatistics) {}
}
