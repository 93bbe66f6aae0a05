/// A square matrix made triangular by elimination with complete pivots, so that rows and columns that say nothing new are
/// told from the others.
struct PivotedMatrix {
  private var rows: [[Double]]
  private let rowFactors: [Double]
  private let columnFactors: [Double]
  private var rowOrder: [Int]
  private var columnOrder: [Int]
  private(set) var rank = 0

  /// A pivot that is smaller than this share of the largest is none.
  private static let least = 1e-13

  /// - Parameters:
  ///   - matrix: row by row.
  ///   - sizes: how large the unknowns are, by which columns are measured; rows are measured by their largest element.
  init(_ matrix: [[Double]], sizes: [Double]) {
    let n = matrix.count
    columnFactors = sizes
    let scaled = matrix.map { row in zip(row, sizes).map { $0 * $1 } }
    rowFactors = scaled.map { row in
      let largest = row.reduce(0) { max($0, $1.magnitude) }
      return largest > 0 ? 1 / largest : 1
    }
    rows = zip(scaled, rowFactors).map { row, factor in row.map { $0 * factor } }
    rowOrder = Array(0..<n)
    columnOrder = Array(0..<n)
    for k in 0..<n {
      var pivot = (row: k, column: k, size: 0.0)
      for i in k..<n {
        for j in k..<n where rows[rowOrder[i]][columnOrder[j]].magnitude > pivot.size {
          pivot = (i, j, rows[rowOrder[i]][columnOrder[j]].magnitude)
        }
      }
      guard pivot.size > Self.least else { break }
      rowOrder.swapAt(k, pivot.row)
      columnOrder.swapAt(k, pivot.column)
      let top = rows[rowOrder[k]]
      for i in (k + 1)..<max(n, k + 1) {
        let row = rowOrder[i]
        let factor = rows[row][columnOrder[k]] / top[columnOrder[k]]
        guard factor != 0 else { continue }
        for j in (k + 1)..<n { rows[row][columnOrder[j]] -= factor * top[columnOrder[j]] }
        // Kept for right-hand sides.
        rows[row][columnOrder[k]] = factor
      }
      rank = k + 1
    }
  }

  /// Rows that say nothing new.
  var spareRows: ArraySlice<Int> { rowOrder[rank...] }
  /// Columns of unknowns that nothing determines.
  var freeColumns: ArraySlice<Int> { columnOrder[rank...] }

  /// The x of which the rows that count make the right-hand side, with 0 for what nothing determines, in sizes of the unknowns.
  func scaledSolution(_ right: [Double]) -> [Double] {
    var rest = zip(right, rowFactors).map { $0 * $1 }
    for k in 0..<rank {
      for i in (k + 1)..<max(rows.count, k + 1) {
        rest[rowOrder[i]] -= rows[rowOrder[i]][columnOrder[k]] * rest[rowOrder[k]]
      }
    }
    var solution = [Double](repeating: 0, count: rows.count)
    for k in (0..<rank).reversed() {
      var sum = rest[rowOrder[k]]
      for j in (k + 1)..<max(rank, k + 1) {
        sum -= rows[rowOrder[k]][columnOrder[j]] * solution[columnOrder[j]]
      }
      solution[columnOrder[k]] = sum / rows[rowOrder[k]][columnOrder[k]]
    }
    return solution
  }

  /// The same in the units of the unknowns.
  func solution(_ right: [Double]) -> [Double] {
    zip(scaledSolution(right), columnFactors).map { $0 * $1 }
  }
}
