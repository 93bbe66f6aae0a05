/// A rest of a pair, with what becomes of small deviations from it.
package struct RestPoint: Sendable, Equatable {
  /// What becomes of small deviations.
  package enum Stability: Int, Sendable {
    /// They die out.
    case stable
    /// Some neither die out nor grow as long as they are small.
    case neutral
    /// Some grow.
    case unstable
  }

  /// A component, and where it is.
  package struct Value: Sendable, Equatable {
    package var name: String
    /// Nil if it may have any value.
    package var value: Double?
  }

  /// A way in which deviations change: e^(λt), of an eigenvalue λ or of two that are conjugate.
  package struct Mode: Sendable, Equatable {
    /// Which components move; others may follow.
    package var components: [String]
    /// The real part of λ, in 1/learning step; 0 if it is 0 but for roundings.
    package var rate: Double
    /// The imaginary part, not negative.
    package var frequency: Double

    /// How long deviations take to fall, or grow, by e; nil if they do neither.
    package var time: Double? { rate == 0 ? nil : 1 / rate.magnitude }
    /// How long a swing takes; nil if there is none.
    package var period: Double? { frequency == 0 ? nil : 2 * .pi / frequency }
  }

  package var values: [Value]
  /// Slow ones first.
  package var modes: [Mode]

  package var stability: Stability {
    if modes.contains(where: { $0.rate > 0 }) { return .unstable }
    return modes.isEmpty || modes.contains { $0.rate == 0 } ? .neutral : .stable
  }

  /// The longest time in which deviations of a stable rest fall by e.
  package var slowestTime: Double? { stability == .stable ? modes.compactMap(\.time).max() : nil }
}

extension RestPoint {
  init(_ system: RestSystem, _ rest: RestSearch.Rest, names: [String]) {
    var values: [(component: Int, value: Double?)] = system.free.map { ($0, nil) }
    for (k, unknown) in system.unknowns.enumerated() {
      values.append((unknown, rest.undetermined.contains(k) ? nil : rest.x[k]))
    }
    self.values = values.sorted { $0.component < $1.component }
      .map { Value(name: names[$0.component], value: $0.value) }
    modes = Self.modes(system, rest, names: names)
      .sorted { ($0.rate.magnitude, $0.frequency) < ($1.rate.magnitude, $1.frequency) }
  }

  /// The eigenvalues of the Jacobian, block by block of components that hang on each other: what hangs on others but not they
  /// on it has eigenvalues of its own, of any size, to full precision.
  private static func modes(_ system: RestSystem, _ rest: RestSearch.Rest, names: [String])
    -> [Mode]
  {
    let jacobian = system.jacobian(rest.x)
    // What becomes of it nearby: an eigenvalue that is no larger than its change there is not told from 0.
    let nearby = system.jacobian(rest.x.map { $0 + 1e-7 * max($0.magnitude, 1e-3) })
    return blocks(of: jacobian).flatMap { block -> [Mode] in
      if block.allSatisfy(rest.undetermined.contains) { return [] }
      func part(_ matrix: [[Double]]) -> [[Double]] {
        block.map { i in block.map { matrix[i][$0] } }
      }
      let matrix = part(jacobian)
      let change = zip(matrix, part(nearby)).reduce(0) {
        $0 + zip($1.0, $1.1).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
      }
      let size = matrix.joined().reduce(0) { $0 + $1.magnitude }
      let least = block.count == 1 ? change : max(change, 1e-13 * size)
      let components = block.map { names[system.unknowns[$0]] }
      return (Eigenvalue.all(of: matrix) ?? []).filter { $0.imaginary >= 0 }.map {
        Mode(
          components: components, rate: $0.real.magnitude <= least ? 0 : $0.real,
          frequency: $0.imaginary)
      }
    }
  }

  /// The components in groups of which each hangs on every other, at least in a roundabout way.
  private static func blocks(of matrix: [[Double]]) -> [[Int]] {
    let n = matrix.count
    var reaches = matrix.map { row in row.map { $0 != 0 } }
    for k in 0..<n {
      for i in 0..<n where reaches[i][k] {
        for j in 0..<n where reaches[k][j] { reaches[i][j] = true }
      }
    }
    var blocks: [[Int]] = []
    for i in 0..<n where !blocks.joined().contains(i) {
      blocks.append((i..<n).filter { $0 == i || reaches[i][$0] && reaches[$0][i] })
    }
    return blocks
  }
}
