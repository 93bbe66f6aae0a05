import CKernels
import Parallel

/// A convolution: each map of its output is a sum, over the maps of its input, of their correlations with a kernel.
///
/// y[m, r, c] = b[m] + Σ W[m, n, i, j] x[n, s r + i − p, s c + j − p] over the input's maps n and the kernel's rows i and
/// columns j, where x is 0 outside. The weights stand as W does: (output map, input map, row, column). A synapse's gradient is
/// summed over the positions.
public struct Convolution: Layer {
  /// What it reads.
  public let input: Shape
  /// How many maps it gives.
  public let mapCount: Int
  /// How many rows and columns a kernel has.
  public let kernel: Int
  /// How far apart positions are, s.
  public let stride: Int
  /// How many zeros are on every side of a map, p.
  public let padding: Int
  /// Whether each map has a bias.
  public let hasBiases: Bool

  /// A convolution.
  ///
  /// - Precondition: there is a map; the kernel, with at most `kernel` − 1 zeros on a side, has a place.
  public init(
    _ input: Shape, maps: Int, kernel: Int, stride: Int = 1, padding: Int, hasBiases: Bool = true
  ) {
    precondition(
      maps > 0 && kernel > 0 && stride > 0, "a convolution has a map, a kernel, a stride")
    precondition(padding >= 0 && padding < kernel, "padding is smaller than the kernel")
    precondition(
      min(input.rows, input.columns) + 2 * padding >= kernel, "the kernel is larger than the maps")
    self.input = input
    mapCount = maps
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.hasBiases = hasBiases
  }

  /// The padding (kernel − 1)/2, which with a stride of 1 and an odd kernel leaves maps as large as they are.
  public static func samePadding(kernel: Int) -> Int { (kernel - 1) / 2 }

  /// One.
  public var inputs: [Shape] { [input] }
  /// The maps.
  public var output: Shape {
    func size(_ input: Int) -> Int { (input + 2 * padding - kernel) / stride + 1 }
    return Shape(mapCount, rows: size(input.rows), columns: size(input.columns))
  }
  /// A kernel for each pair of maps, and a bias for each map.
  public var parameters: LayerParameters {
    LayerParameters(
      weightCount: mapCount * input.channels * kernel * kernel,
      biasCount: hasBiases ? mapCount : 0, fanIn: input.channels * kernel * kernel,
      fanOut: mapCount * kernel * kernel, groupCount: mapCount)
  }
  /// Maps × channels × rows × columns.
  public var weightShape: [Int] { [mapCount, input.channels, kernel, kernel] }
  /// Vectors run over examples.
  public var needsLanes: Bool { true }

  /// Those of a kernel, row by row: fewer at borders.
  public var positionsOfWeights: [Int] {
    func counts(_ size: Int, _ outputs: Int) -> [Int] {
      (0..<kernel).map { tap in
        (0..<outputs).count { (0..<size).contains($0 * stride + tap - padding) }
      }
    }
    let columns = counts(input.columns, output.columns)
    return counts(input.rows, output.rows).flatMap { rows in columns.map { rows * $0 } }
  }

  /// Direct sums, tile by tile.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    ConvolutionKernel<Scalar>(self, room)
  }

  /// Its numbers, as the loops take them.
  fileprivate var sizes: convolution {
    convolution(
      channels: input.channels, rows: input.rows, columns: input.columns, maps: mapCount,
      output_rows: output.rows, output_columns: output.columns, kernel_rows: kernel,
      kernel_columns: kernel, stride: stride, padding: padding)
  }
}

private final class ConvolutionKernel<Scalar: NetworkScalar>: LayerKernel {
  private let sizes: UnsafeMutablePointer<convolution>
  private let inputCount, outputCount, weightCount: Int
  private let hasBiases: Bool
  private let room: KernelRoom
  /// Weights in the order in which the loops read them.
  private let packed: UnsafeMutablePointer<Scalar>

  init(_ layer: Convolution, _ room: KernelRoom) {
    precondition(room.arrangement == .lanes, "a convolution takes examples side by side")
    sizes = .allocate(capacity: 1)
    sizes.initialize(to: layer.sizes)
    (inputCount, outputCount) = (layer.input.count, layer.output.count)
    weightCount = layer.parameters.weightCount
    hasBiases = layer.hasBiases
    self.room = room
    packed = Scalar.room(Scalar.maps.packedCount(sizes))
  }

  deinit {
    sizes.deallocate()
    packed.deallocate()
  }

  private var inputTile: Int { inputCount * room.arrangement.lanes }
  private var outputTile: Int { outputCount * room.arrangement.lanes }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    send(
      inputs[0], count, through: parameters, biases: hasBiases ? parameters + weightCount : nil,
      into: outputs, adding: false)
  }

  private func send(
    _ numbers: UnsafePointer<Scalar>, _ count: Int, through weights: UnsafePointer<Scalar>,
    biases: UnsafePointer<Scalar>?, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    Scalar.maps.pack(sizes, weights, packed)
    room.forEachTile(of: count) { tile in
      Scalar.maps.respond(
        sizes, packed, biases, 0, sizes.pointee.maps, numbers + tile * inputTile, adding ? 1 : 0,
        above + tile * outputTile)
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    Scalar.maps.packBack(sizes, weights, packed)
    room.forEachTile(of: count) { tile in
      Scalar.maps.sendBack(
        sizes, packed, 0, sizes.pointee.channels, errors + tile * outputTile, adding ? 1 : 0,
        below + tile * inputTile)
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    send(errors, count, through: weights, biases: nil, into: above, adding: adding)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func gradient(
    _ errors: UnsafePointer<Scalar>, of inputs: [UnsafePointer<Scalar>], over examples: Range<Int>,
    into gradient: UnsafeMutablePointer<Scalar>
  ) {
    let (tiles, maps) = (room.arrangement.tiles(for: examples.count), sizes.pointee.maps)
    let errors = errors + examples.lowerBound * outputCount
    let inputs = inputs[0] + examples.lowerBound * inputCount
    forEachBlock(of: maps, size: MAP_BLOCK, threads: room.threads, leastBlocks: 1) {
      part, _ in
      Scalar.maps.gradient(
        sizes, part.lowerBound, part.count, tiles, errors, inputs, gradient)
    }
    guard hasBiases else { return }
    Scalar.maps.sums(
      tiles, maps, 0, maps, sizes.pointee.output_rows * sizes.pointee.output_columns, errors,
      gradient + weightCount)
  }
}
