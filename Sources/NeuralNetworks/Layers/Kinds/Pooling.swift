import CKernels

/// Windows that cut maps into pieces: each becomes a number. What is left over at the right and below is not read.
public struct Pooling: Layer {
  /// What becomes of a window.
  public enum Kind: Sendable {
    /// Its largest number; the first of equals gets the error.
    case maximum
    /// Its mean.
    case average
  }

  /// What becomes of a window.
  public let kind: Kind
  /// What it reads.
  public let input: Shape
  /// How many rows and columns a window has.
  public let window: (rows: Int, columns: Int)

  /// Pools square windows.
  ///
  /// - Precondition: a window has a place in a map, and at most 255 numbers if the largest is asked for.
  public init(_ kind: Kind, of input: Shape, window: Int) {
    self.init(kind, of: input, rows: window, columns: window)
  }

  /// Each map becomes its mean.
  public init(averageOf input: Shape) {
    self.init(.average, of: input, rows: input.rows, columns: input.columns)
  }

  private init(_ kind: Kind, of input: Shape, rows: Int, columns: Int) {
    precondition(
      rows > 0 && columns > 0 && rows <= input.rows && columns <= input.columns,
      "a window is as large as a map at most")
    precondition(kind == .average || rows * columns <= 255, "a window has 255 numbers at most")
    self.kind = kind
    self.input = input
    window = (rows, columns)
  }

  /// One.
  public var inputs: [Shape] { [input] }
  /// A number for each window.
  public var output: Shape {
    Shape(
      input.channels, rows: input.rows / window.rows, columns: input.columns / window.columns)
  }
  /// Nothing learns.
  public var parameters: LayerParameters { .none }
  /// Vectors run over examples.
  public var needsLanes: Bool { true }
  /// A maximum has kinks.
  public var isSmooth: Bool { kind == .average }

  /// Passes over the maps, tile by tile.
  public func makeKernel<Scalar: NetworkScalar>(_ scalar: Scalar.Type, for room: KernelRoom)
    -> any LayerKernel<Scalar>
  {
    PoolingKernel<Scalar>(self, room)
  }
}

private final class PoolingKernel<Scalar: NetworkScalar>: LayerKernel {
  private let kind: Pooling.Kind
  private let sizes: UnsafeMutablePointer<pooling>
  private let inputTile, outputTile: Int
  private let room: KernelRoom
  /// Which number of each window was the largest, if that is asked for.
  private let winners: UnsafeMutablePointer<UInt8>

  init(_ layer: Pooling, _ room: KernelRoom) {
    precondition(room.arrangement == .lanes, "pooling takes examples side by side")
    kind = layer.kind
    sizes = .allocate(capacity: 1)
    sizes.initialize(
      to: pooling(
        maps: layer.input.channels, rows: layer.input.rows, columns: layer.input.columns,
        window_rows: layer.window.rows, window_columns: layer.window.columns))
    inputTile = layer.input.count * room.arrangement.lanes
    outputTile = layer.output.count * room.arrangement.lanes
    self.room = room
    let count = kind == .maximum ? room.places * layer.output.count : 0
    winners = .allocate(capacity: count)
    winners.initialize(repeating: 0, count: count)
  }

  deinit {
    sizes.deallocate()
    winners.deallocate()
  }

  func respond(
    to inputs: [UnsafePointer<Scalar>], count: Int, parameters: UnsafePointer<Scalar>,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    room.forEachTile(of: count) { tile in
      let (x, y) = (tile * inputTile, tile * outputTile)
      switch kind {
      case .maximum: Scalar.maps.largest(sizes, inputs[0] + x, outputs + y, winners + y)
      case .average: Scalar.maps.average(sizes, inputs[0] + x, 0, outputs + y)
      }
    }
  }

  func sendBack(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    toInput slot: Int, into below: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    let adds: Int32 = adding ? 1 : 0
    room.forEachTile(of: count) { tile in
      let (x, y) = (tile * inputTile, tile * outputTile)
      switch kind {
      case .maximum: Scalar.maps.toWinners(sizes, winners + y, errors + y, adds, below + x)
      case .average: Scalar.maps.averageBack(sizes, errors + y, adds, below + x)
      }
    }
  }

  func sendOn(
    _ errors: UnsafePointer<Scalar>, count: Int, through weights: UnsafePointer<Scalar>,
    fromInput slot: Int, into above: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    let adds: Int32 = adding ? 1 : 0
    room.forEachTile(of: count) { tile in
      let (x, y) = (tile * inputTile, tile * outputTile)
      switch kind {
      case .maximum: Scalar.maps.ofWinners(sizes, winners + y, errors + x, adds, above + y)
      case .average: Scalar.maps.average(sizes, errors + x, adds, above + y)
      }
    }
  }
}
