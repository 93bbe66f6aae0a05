import Parallel

/// A dense layer: W x + b.
///
/// Its weights are W row by row, outputs × inputs; it reads maps before rows before columns.
public struct Dense: Layer {
  /// What it reads, all of it alike.
  public let input: Shape
  /// How many units it has.
  public let unitCount: Int
  /// Whether each unit has a bias.
  public let hasBiases: Bool

  /// A layer of so many units, each of which reads the whole input.
  ///
  /// - Precondition: there is a unit.
  public init(_ input: Shape, units: Int, hasBiases: Bool = true) {
    precondition(units > 0, "a layer has a unit at least")
    self.input = input
    unitCount = units
    self.hasBiases = hasBiases
  }

  /// One.
  public var inputs: [Shape] { [input] }
  /// The units.
  public var output: Shape { Shape(unitCount) }
  /// A weight for each input and unit, and a bias for each unit if there are some.
  public var parameters: LayerParameters {
    LayerParameters(
      weightCount: unitCount * input.count, biasCount: hasBiases ? unitCount : 0,
      fanIn: input.count, fanOut: unitCount, groupCount: unitCount)
  }

  /// Products of matrices.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    let kernel = DenseKernel<Scalar>(self, room)
    return room.arrangement == .rows ? kernel : InRows(kernel, of: self, room)
  }
}

private final class DenseKernel<Scalar: NetworkScalar>: LayerKernel {
  private let inputCount, outputCount, threads: Int
  private let hasBiases: Bool
  private let share: BatchShare

  init(_ layer: Dense, _ room: KernelRoom) {
    hasBiases = layer.hasBiases
    inputCount = layer.input.count
    outputCount = layer.unitCount
    threads = room.threads
    share = room.share
  }

  // Products round otherwise if they have other rows: each part has its own.

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    if hasBiases {
      let biases = parameters + outputCount * inputCount
      Scalar.units.fillRows(count, outputCount, biases, outputs)
    }
    sendOn(
      inputs[0], count: count, through: parameters, fromInput: 0, into: outputs, adding: hasBiases)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    share.forEachPart(of: count) { _, part in
      let first = part.lowerBound
      MatrixProduct<Scalar>(rows: part.count, columns: inputCount, inner: outputCount)(
        errors + first * outputCount, weights, plus: adding ? 1 : 0,
        times: below + first * inputCount, threads: threads)
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    share.forEachPart(of: count) { _, part in
      let first = part.lowerBound
      MatrixProduct<Scalar>(
        rows: part.count, columns: outputCount, inner: inputCount, isRightTransposed: true)(
          errors + first * inputCount, weights, plus: adding ? 1 : 0,
          times: above + first * outputCount, threads: threads)
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let (first, count) = (examples.lowerBound, examples.count)
    let errors = errors + first * outputCount
    MatrixProduct<Scalar>(
      rows: outputCount, columns: inputCount, inner: count, isLeftTransposed: true)(
        errors, inputs[0] + first * inputCount, times: gradient, threads: threads)
    guard hasBiases else { return }
    Scalar.units.columnSums(count, outputCount, errors, gradient + outputCount * inputCount)
  }
}
