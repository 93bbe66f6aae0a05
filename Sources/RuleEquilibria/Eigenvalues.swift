/// An eigenvalue of a real matrix; those that are not real come in conjugate pairs.
package struct Eigenvalue: Sendable, Equatable {
  package var real: Double
  package var imaginary: Double

  package init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The eigenvalues of a small matrix of finite numbers, row by row.
  ///
  /// The matrix is balanced, brought to Hessenberg form, and deflated by double QR steps with implicit shifts (Francis 1961).
  ///
  /// - Returns: nil if the iteration does not end, which has not been seen.
  /// - Complexity: O(n³) for n rows.
  package static func all(of matrix: [[Double]]) -> [Eigenvalue]? {
    var iteration = QRIteration(matrix)
    return iteration.run()
  }

  /// Those of [[a, b], [c, d]], of which no digits cancel but those of the matrix.
  static func pair(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> [Eigenvalue] {
    let half = (a - d) / 2
    let square = half * half + b * c
    guard square >= 0 else {
      let (middle, size) = ((a + d) / 2, (-square).squareRoot())
      return [Eigenvalue(middle, size), Eigenvalue(middle, -size)]
    }
    let first = half + (half < 0 ? -square.squareRoot() : square.squareRoot())
    // Their product is −bc of the matrix less d.
    return [Eigenvalue(d + first), Eigenvalue(first == 0 ? d : d - b * c / first)]
  }
}

/// QR steps on a matrix until it falls into blocks of one and two rows.
private struct QRIteration {
  private var a: [[Double]]
  private let norm: Double
  /// So many steps may pass before an eigenvalue is found.
  private static let mostSteps = 60

  init(_ matrix: [[Double]]) {
    a = matrix
    norm = matrix.joined().reduce(0) { $0 + $1.magnitude }
    balance()
    reduce()
  }

  /// Scales rows and columns by powers of two until both of each are of one size.
  private mutating func balance() {
    var isDone = false
    while !isDone {
      isDone = true
      for i in a.indices {
        let others = a.indices.filter { $0 != i }
        var column = others.reduce(0) { $0 + a[$1][i].magnitude }
        var row = others.reduce(0) { $0 + a[i][$1].magnitude }
        guard column > 0, row > 0 else { continue }
        let sum = column + row
        var factor = 1.0
        while column < row / 2 { (factor, column, row) = (2 * factor, 2 * column, row / 2) }
        while column > row * 2 { (factor, column, row) = (factor / 2, column / 2, row * 2) }
        guard factor != 1, column + row < 0.95 * sum else { continue }
        isDone = false
        for j in others {
          a[i][j] /= factor
          a[j][i] *= factor
        }
      }
    }
  }

  /// Makes all 0 below the diagonal beside the main one, by elimination with pivots.
  private mutating func reduce() {
    for m in a.indices.dropFirst().dropLast() {
      let pivot = (m..<a.count).max { a[$0][m - 1].magnitude < a[$1][m - 1].magnitude }!
      guard a[pivot][m - 1] != 0 else { continue }
      a.swapAt(pivot, m)
      for i in a.indices { a[i].swapAt(pivot, m) }
      for i in (m + 1)..<a.count where a[i][m - 1] != 0 {
        let factor = a[i][m - 1] / a[m][m - 1]
        for j in a.indices { a[i][j] -= factor * a[m][j] }
        a[i][m - 1] = 0
        for j in a.indices { a[j][m] += factor * a[j][i] }
      }
    }
  }

  /// Takes eigenvalues from the end of the matrix, one or two at a time.
  mutating func run() -> [Eigenvalue]? {
    var found: [Eigenvalue] = []
    var last = a.count - 1
    var steps = 0
    while last >= 0 {
      let first = start(of: last)
      if last - first < 2 {
        found +=
          first == last
          ? [Eigenvalue(a[last][last])]
          : Eigenvalue.pair(a[first][first], a[first][last], a[last][first], a[last][last])
        (last, steps) = (first - 1, 0)
        continue
      }
      guard steps < Self.mostSteps else { return nil }
      steps += 1
      step(first, last, isExceptional: steps % 10 == 0)
    }
    return found
  }

  /// Where the block begins that ends with a row: above it the subdiagonal is 0 but for roundings.
  private mutating func start(of last: Int) -> Int {
    var first = last
    while first > 0 {
      let size = a[first - 1][first - 1].magnitude + a[first][first].magnitude
      if a[first][first - 1].magnitude <= (size == 0 ? norm : size) * 0x1p-53 {
        a[first][first - 1] = 0
        break
      }
      first -= 1
    }
    return first
  }

  /// A double step on a block of at least three rows.
  private mutating func step(_ first: Int, _ last: Int, isExceptional: Bool) {
    var sum = a[last - 1][last - 1] + a[last][last]
    var product =
      a[last - 1][last - 1] * a[last][last] - a[last - 1][last] * a[last][last - 1]
    if isExceptional {
      // Steps that go round in a circle are led out of it by another shift.
      let size = a[last][last - 1].magnitude + a[last - 1][last - 2].magnitude
      (sum, product) = (1.5 * size, size * size)
    }
    let (x, y) = (a[first][first], a[first + 1][first])
    var column = [
      x * x + a[first][first + 1] * y - sum * x + product,
      y * (x + a[first + 1][first + 1] - sum), y * a[first + 2][first + 1],
    ]
    for k in first..<last {
      let rows = Array(k...min(k + 2, last))
      if k > first { column = rows.map { a[$0][k - 1] } }
      reflect(rows, Array(column.prefix(rows.count)), block: first...last)
      if k > first { for row in rows.dropFirst() { a[row][k - 1] = 0 } }
    }
  }

  /// Reflects some neighbouring rows and columns so that a vector loses all but its first element.
  private mutating func reflect(_ rows: [Int], _ vector: [Double], block: ClosedRange<Int>) {
    let scale = vector.reduce(0) { $0 + $1.magnitude }
    guard scale > 0 else { return }
    var v = vector.map { $0 / scale }
    let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
    v[0] += v[0] < 0 ? -length : length
    let factor = 2 / v.reduce(0) { $0 + $1 * $1 }
    for j in block {
      let sum = factor * zip(rows, v).reduce(0) { $0 + a[$1.0][j] * $1.1 }
      for (row, x) in zip(rows, v) { a[row][j] -= sum * x }
    }
    for i in block {
      let sum = factor * zip(rows, v).reduce(0) { $0 + a[i][$1.0] * $1.1 }
      for (row, x) in zip(rows, v) { a[i][row] -= sum * x }
    }
  }
}
