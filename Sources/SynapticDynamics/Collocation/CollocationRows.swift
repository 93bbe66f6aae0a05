import CKernels

/// The memory of a tile: rows of 64 numbers.
final class CollocationRows {
  static let width = Int(COLLOCATION_LANES)
  static let nodes = Int(COLLOCATION_NODES)
  /// Where in a step the nodes are.
  static let places = (0..<nodes).map { collocation_node($0) }

  let size, rho, weight, gradientCounts, momentumCounts: UnsafeMutablePointer<Double>
  let newRho, integral, error, gradientChange, momentumChange: UnsafeMutablePointer<Double>
  let scaled, clock, increment: UnsafeMutablePointer<Double>
  /// One row for each node.
  let gradient, momentum: UnsafeMutablePointer<Double>
  private let memory: UnsafeMutablePointer<Double>

  init() {
    let count = (13 + 2 * Self.nodes) * Self.width
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0, count: count)
    var next = memory
    func take(_ rows: Int = 1) -> UnsafeMutablePointer<Double> {
      defer { next += rows * Self.width }
      return next
    }
    (size, rho, weight) = (take(), take(), take())
    (gradientCounts, momentumCounts) = (take(), take())
    (newRho, integral, error) = (take(), take(), take())
    (gradientChange, momentumChange) = (take(), take())
    (scaled, clock, increment) = (take(), take(), take())
    (gradient, momentum) = (take(Self.nodes), take(Self.nodes))
  }

  deinit { memory.deallocate() }

  /// Computes the steps of the first slots.
  func evaluate(
    _ law: inout law, _ tolerances: inout collocation_tolerances, count: Int
  ) {
    var step = collocation_step(
      size: size, gradient: gradient, rho: rho, weight: weight, gradient_counts: gradientCounts,
      momentum_counts: momentumCounts, momentum: momentum, new_rho: newRho, integral: integral,
      error: error, gradient_change: gradientChange, momentum_change: momentumChange)
    collocation_evaluate(&law, &tolerances, count, &step)
  }
}
