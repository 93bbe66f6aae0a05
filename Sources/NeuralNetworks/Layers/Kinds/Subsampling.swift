import CKernels

/// A shortcut without weights to fewer places and more maps: it reads every so many positions of every map, and adds maps of
/// zeros, half of them before and half after. (K. He et al., arXiv:1512.03385, option A.)
public struct Subsampling: Layer {
  /// What it reads.
  public let input: Shape
  /// How many maps it gives.
  public let mapCount: Int
  /// How far apart the positions are that it reads.
  public let stride: Int

  /// A shortcut.
  ///
  /// - Precondition: there are no fewer maps than are read.
  public init(_ input: Shape, maps: Int, stride: Int) {
    precondition(maps >= input.channels && stride > 0, "a shortcut leaves no map out")
    self.input = input
    mapCount = maps
    self.stride = stride
  }

  /// One.
  public var inputs: [Shape] { [input] }
  /// The maps.
  public var output: Shape {
    Shape(
      mapCount, rows: (input.rows + stride - 1) / stride,
      columns: (input.columns + stride - 1) / stride)
  }
  /// Nothing learns.
  public var parameters: LayerParameters { .none }
  /// It moves places of examples side by side.
  public var needsLanes: Bool { true }

  /// Moves numbers, tile by tile.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    SubsamplingKernel<Scalar>(self, room)
  }
}

private final class SubsamplingKernel<Scalar: NetworkScalar>: LayerKernel {
  private let sizes: UnsafeMutablePointer<subsampling>
  private let inputTile, outputTile: Int
  private let room: KernelRoom

  init(_ layer: Subsampling, _ room: KernelRoom) {
    precondition(room.arrangement == .lanes, "a shortcut takes examples side by side")
    let more = layer.mapCount - layer.input.channels
    sizes = .allocate(capacity: 1)
    sizes.initialize(
      to: subsampling(
        maps: layer.input.channels, rows: layer.input.rows, columns: layer.input.columns,
        stride: layer.stride, before: more / 2, after: more - more / 2))
    inputTile = layer.input.count * room.arrangement.lanes
    outputTile = layer.output.count * room.arrangement.lanes
    self.room = room
  }

  deinit { sizes.deallocate() }

  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    sendOn(
      inputs[0], count: count, through: parameters, fromInput: 0, into: outputs, adding: false)
  }

  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    room.forEachTile(of: count) { tile in
      let (x, y) = (tile * inputTile, tile * outputTile)
      Scalar.maps.subsampleBack(sizes, errors + y, adding ? 1 : 0, below + x)
    }
  }

  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    room.forEachTile(of: count) { tile in
      let (x, y) = (tile * inputTile, tile * outputTile)
      Scalar.maps.subsample(sizes, errors + x, adding ? 1 : 0, above + y)
    }
  }
}
