/// A layer at work on batches of examples.
///
/// Whatever it is given or writes for the examples stands row by row, one row for each. Nothing may be allocated in
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
  ///   - parameters: the layer's weights, then its biases.
  ///   - outputs: receives what the layer makes of them.
  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>)

  /// Sends errors of the outputs back to an input: by the transpose of ``sendOn(_:count:through:fromInput:into:adding:)``.
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
  ///   - errors: of the outputs.
  ///   - inputs: what the examples are at each of the layer's inputs.
  ///   - count: how many examples there are.
  ///   - gradient: receives that of the weights, then that of the biases.
  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], count: Int,
    into gradient: UnsafeMutablePointer<Scalar>)
}

extension LayerKernel {
  /// A layer without parameters has none.
  public func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], count: Int,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {}
}
