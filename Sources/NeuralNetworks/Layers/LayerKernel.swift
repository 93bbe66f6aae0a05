/// A layer at work on batches of examples.
///
/// Whatever it is given or writes for the examples stands in the arrangement that it was made for. Nothing may be allocated in
/// any of these calls: what a kernel needs, it makes room for beforehand, as many examples as its capacity. It may
/// remember from a response what the errors of the same examples need.
public protocol LayerKernel<Scalar>: AnyObject {
  /// The numbers that it computes in.
  associatedtype Scalar: NetworkScalar

  /// Computes the outputs, before the activation.
  ///
  /// - Parameters:
  ///   - inputs: what the examples are at each of the layer's inputs.
  ///   - count: how many examples there are.
  ///   - parameters: the layer's weights, then its biases, gains and offsets.
  ///   - outputs: receives what the layer makes of them.
  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>)

  /// Says by which mean and variance to normalise from now on. Only kernels that normalise have some.
  func use(_ statistics: BatchStatistics)

  /// What a kernel remembers from window to window: means and variances that follow those of the examples. As many numbers
  /// each time, or none as long as it has seen no example.
  var memory: [Double] { get set }

  /// Begins a window: what is remembered goes through the last one, with the examples that were responded to first in it.
  ///
  /// - Parameter duration: how long the last window lasted.
  func beginWindow(after duration: Double)

  /// Makes of the errors of the outputs, once they are complete, in place those of what the weights give: through a
  /// normalisation. Ways back and gradients begin there.
  ///
  /// - Parameters:
  ///   - errors: of the outputs.
  ///   - count: how many examples there are.
  func settle(_ errors: UnsafeMutablePointer<Scalar>, count: Int)

  /// Sends errors of the outputs, settled, back to an input: by the transpose of ``sendOn(_:count:through:fromInput:into:adding:)``.
  ///
  /// - Parameters:
  ///   - errors: of the outputs.
  ///   - count: how many examples there are.
  ///   - weights: those that carry the errors, in the orientation of the layer's own, which they need not be.
  ///   - slot: which input.
  ///   - below: receives the errors of that input.
  ///   - adding: whether they are added to what is there, as where several layers read the same; otherwise what is
  ///     there has no meaning.
  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool)

  /// Sends errors of an input on to the outputs: as the layer responds to small changes of it.
  ///
  /// - Parameters:
  ///   - errors: of the input.
  ///   - count: how many examples there are.
  ///   - weights: those that carry the errors.
  ///   - slot: which input.
  ///   - above: receives the errors of the outputs.
  ///   - adding: whether they are added to what is there.
  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool)

  /// Computes the gradient of Σ errors · outputs with respect to the parameters.
  ///
  /// - Parameters:
  ///   - errors: of the outputs, settled.
  ///   - inputs: what the examples are at each of the layer's inputs.
  ///   - examples: over which of them it is summed: those of a part.
  ///   - gradient: receives that of the weights, then those of biases, gains and offsets.
  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>)
}

/// By which mean and variance kernels normalise whose statistics are those of a batch.
public enum BatchStatistics: Sendable {
  /// Those of the examples that are responded to.
  case ofExamples
  /// The same, of which an average begins.
  case averaging
  /// The last average.
  case average
}

extension LayerKernel {
  /// A layer without normalisation has no statistics.
  public func use(_ statistics: BatchStatistics) {}

  /// Nothing is remembered.
  public var memory: [Double] {
    get { [] }
    set {}
  }

  /// Nothing goes through the window.
  public func beginWindow(after duration: Double) {}

  /// What the weights give are the outputs.
  public func settle(_ errors: UnsafeMutablePointer<Scalar>, count: Int) {}

  /// A layer without parameters has none.
  public func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {}
}
