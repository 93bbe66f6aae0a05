/// A kernel that computes on examples one after the other, among kernels on examples side by side: it moves all that the
/// other is given and gives.
final class InRows<Scalar: NetworkScalar>: LayerKernel {
  private let kernel: any LayerKernel<Scalar>
  private let inputCount, outputCount: Int
  /// The input of the examples, and its errors.
  private let below: UnsafeMutablePointer<Scalar>
  /// Their outputs, and the errors of these.
  private let above: UnsafeMutablePointer<Scalar>
  private let inputs: [UnsafePointer<Scalar>]

  /// - Parameters:
  ///   - kernel: of the layer, on examples one after the other.
  ///   - layer: has one input.
  init(_ kernel: any LayerKernel<Scalar>, of layer: some Layer, _ room: KernelRoom) {
    self.kernel = kernel
    (inputCount, outputCount) = (layer.inputs[0].count, layer.output.count)
    below = Scalar.room(room.capacity * inputCount)
    above = Scalar.room(room.capacity * outputCount)
    inputs = [UnsafePointer(below)]
  }

  deinit {
    below.deallocate()
    above.deallocate()
  }

  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.maps.toRows(count, inputCount, inputs[0], below)
    kernel.respond(to: self.inputs, count: count, parameters: parameters, into: above)
    Scalar.maps.fromRows(count, outputCount, above, 0, outputs)
  }

  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    Scalar.maps.toRows(count, outputCount, errors, above)
    kernel.sendBack(
      above, count: count, through: weights, toInput: slot, into: self.below, adding: false)
    Scalar.maps.fromRows(count, inputCount, self.below, adding ? 1 : 0, below)
  }

  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    Scalar.maps.toRows(count, inputCount, errors, below)
    kernel.sendOn(
      below, count: count, through: weights, fromInput: slot, into: self.above, adding: false)
    Scalar.maps.fromRows(count, outputCount, self.above, adding ? 1 : 0, above)
  }

  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let (first, count) = (examples.lowerBound, examples.count)
    Scalar.maps.toRows(count, outputCount, errors + first * outputCount, above)
    Scalar.maps.toRows(count, inputCount, inputs[0] + first * inputCount, below)
    kernel.gradient(above, of: self.inputs, over: 0..<count, into: gradient)
  }
}
