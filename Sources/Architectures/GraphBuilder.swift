import NeuralNetworks

/// Makes nodes of layers as one writes them down, each of what the one before gives.
struct GraphBuilder {
  private(set) var nodes: [Node] = []
  /// What the next layer reads, and its shape.
  private var top = Node.Input.examples
  private(set) var shape: Shape
  private let activation: Activation
  private let timeConstant: Double
  /// How far apart positions have got, since the block began.
  private var stride = 1

  /// Whether examples have rows and columns.
  private let readsImages: Bool

  /// A layer with more numbers for each example is a mistake, and its weights might be more than an integer can count.
  private static let mostNumbers = 100_000_000

  init(input: Shape, activation: Activation, timeConstant: Double) {
    shape = input
    readsImages = input.rows * input.columns > 1
    self.activation = activation
    self.timeConstant = timeConstant
  }

  /// Appends a node that reads what came last.
  mutating func append(_ layer: any Layer, _ activation: Activation) {
    append(Node(layer, of: top, activation: activation))
  }

  private mutating func append(_ node: Node) {
    top = .node(nodes.count)
    shape = node.layer.output
    nodes.append(node)
  }

  /// Appends layers.
  ///
  /// - Parameter place: of the block that they are in.
  mutating func append(_ plans: [LayerPlan], inside place: [Int]) throws(ArchitectureError) {
    for (number, plan) in plans.enumerated() {
      let place = place + [number]
      switch plan {
      case .weighted(let plan):
        append(try layer(plan, place), plan.activation ?? activation)
      case .pooling(let plan): append(try pooling(plan, place), .linear)
      case .residual(let plan): try append(plan, place)
      }
    }
  }

  /// Positions have got further apart; further than any map is wide says no more.
  private mutating func widen(_ factor: Int) { stride = min(stride * factor, 1 << 20) }

  // MARK: Layers

  private mutating func layer(_ plan: WeightedPlan, _ place: [Int]) throws(ArchitectureError)
    -> any Layer
  {
    let hasBiases = plan.hasBiases ?? (plan.normalisation == .none)
    let layer: any Layer
    switch plan.kind {
    case .dense(let units):
      layer = Dense(shape, units: units, hasBiases: hasBiases)
    case .convolution(let channels, let kernel, let stride, let padding):
      let zeros =
        switch padding {
        case .same: Convolution.samePadding(kernel: kernel)
        case .zeros(let count): count
        }
      try checkImages(window: kernel, place)
      guard min(shape.rows, shape.columns) + 2 * zeros >= kernel else {
        throw ArchitectureError(
          place: place,
          message: "found a kernel of \(kernel)×\(kernel) on \(shape.sizes), expected a smaller one"
        )
      }
      guard zeros < kernel else {
        throw ArchitectureError(
          place: place,
          message: "found padding of \(zeros), expected less than the kernel, which is \(kernel)")
      }
      widen(stride)
      layer = Convolution(
        shape, maps: channels, kernel: kernel, stride: stride, padding: zeros, hasBiases: hasBiases)
    }
    guard layer.output.count <= Self.mostNumbers else {
      throw ArchitectureError(
        place: place,
        message: "gives \(layer.output.sizes), expected at most \(Self.mostNumbers) numbers")
    }
    return normalised(layer, plan.normalisation)
  }

  private func checkImages(window: Int, _ place: [Int]) throws(ArchitectureError) {
    guard window > 1, !readsImages else { return }
    throw ArchitectureError(
      place: place,
      message:
        "found a window of \(window)×\(window) on examples without rows and columns, expected images: set"
        + " drive.data.shape")
  }

  private func normalised(_ layer: any Layer, _ normalisation: Normalisation) -> any Layer {
    switch normalisation {
    case .none: layer
    case .batch: Normalised(layer)
    case .running: Normalised(layer, statistics: .running(timeConstant: timeConstant))
    }
  }

  private mutating func pooling(_ plan: PoolingPlan, _ place: [Int]) throws(ArchitectureError)
    -> Pooling
  {
    let (kind, window): (Pooling.Kind, Int)
    switch plan {
    case .averageOfMaps: return Pooling(averageOf: shape)
    case .maximum(let size): (kind, window) = (.maximum, size)
    case .average(let size): (kind, window) = (.average, size)
    }
    try checkImages(window: window, place)
    guard window <= min(shape.rows, shape.columns) else {
      throw ArchitectureError(
        place: place,
        message: "found windows of \(window)×\(window) on \(shape.sizes), expected smaller ones")
    }
    widen(window)
    return Pooling(kind, of: shape, window: window)
  }

  private mutating func append(_ plan: ResidualPlan, _ place: [Int]) throws(ArchitectureError) {
    let (start, startShape, outerStride) = (top, shape, stride)
    stride = 1
    try append(plan.layers, inside: place)
    let (end, endShape) = (top, shape)
    (top, shape) = (start, startShape)
    switch plan.shortcut {
    case .identity: break
    case .padded:
      guard endShape.channels >= startShape.channels else {
        throw ArchitectureError(
          place: place,
          message:
            "the block reads \(startShape.sizes) and gives \(endShape.sizes): a padded shortcut cannot"
            + " leave maps out, expected a projection")
      }
      if startShape != endShape {
        append(Subsampling(startShape, maps: endShape.channels, stride: stride), .linear)
      }
    case .projection:
      let normalisation = plan.layers.lastNormalisation
      let projection = Convolution(
        startShape, maps: endShape.channels, kernel: 1, stride: stride, padding: 0,
        hasBiases: normalisation == .none)
      append(normalised(projection, normalisation), .linear)
    }
    guard shape == endShape else {
      throw ArchitectureError(
        place: place,
        message:
          "the block's layers give \(endShape.sizes) and its shortcut \(shape.sizes), expected the"
          + " same" + (plan.shortcut == .identity ? "; set shortcut: padded or projection" : ""))
    }
    append(
      Node(Addition(of: endShape), of: end, top, activation: plan.activation ?? activation))
    widen(outerStride)
  }
}

extension [LayerPlan] {
  /// That of the last layer with weights.
  fileprivate var lastNormalisation: Normalisation {
    for plan in reversed() {
      switch plan {
      case .weighted(let plan): return plan.normalisation
      case .residual(let plan): return plan.layers.lastNormalisation
      case .pooling: continue
      }
    }
    return .none
  }
}

extension Shape {
  /// For messages: 16 maps of 8×8.
  var sizes: String {
    rows * columns == 1
      ? "\(channels) unit\(channels == 1 ? "" : "s")"
      : "\(channels) map\(channels == 1 ? "" : "s") of \(rows)×\(columns)"
  }
}
