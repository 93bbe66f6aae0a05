/// The sum of two layers' outputs, number by number: what makes a block of layers residual.
public struct Addition: Layer {
  /// What it reads twice, and gives.
  public let output: Shape

  /// A sum of outputs of a shape.
  public init(of shape: Shape) { output = shape }

  /// Two, of the same shape.
  public var inputs: [Shape] { [output, output] }
  /// Nothing learns.
  public var parameters: LayerParameters { .none }

  /// Copies and sums.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    AdditionKernel<Scalar>(size: output.count, room)
  }
}

private final class AdditionKernel<Scalar: NetworkScalar>: LayerKernel {
  private let size: Int
  private let room: KernelRoom

  init(size: Int, _ room: KernelRoom) {
    self.size = size
    self.room = room
  }

  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    pass(inputs[0], count, outputs, adding: false)
    pass(inputs[1], count, outputs, adding: true)
  }

  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    pass(errors, count, below, adding: adding)
  }

  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    pass(errors, count, above, adding: adding)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func pass(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, _ result: UnsafeMutablePointer<Scalar>,
    adding: Bool
  ) {
    let all = room.arrangement.places(for: count) * size
    forEachPart(of: all, threads: room.threads) { part in
      let (from, to) = (numbers + part.lowerBound, result + part.lowerBound)
      if adding {
        Scalar.units.plus(part.count, from, to)
      } else {
        to.update(from: from, count: part.count)
      }
    }
  }
}
