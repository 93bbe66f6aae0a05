import Foundation
import RandomNumbers

/// Independent normal gradients, drawn anew for every window: row k, from time k·window, is
/// `standardDeviation` · ξ_{ik}.
public struct HeldNoiseTable: WindowedTable {
  /// The number of signals.
  public let signalCount: Int
  /// The length of a window.
  public let window: Double
  /// The standard deviation of each signal, or one for all.
  public let standardDeviation: [Double]
  /// Where ξ comes from.
  public let field: RandomField

  /// Creates a table.
  ///
  /// - Precondition: the window is positive; there are one or `signalCount` standard deviations.
  public init(
    signalCount: Int, window: Double, standardDeviation: [Double], field: RandomField
  ) {
    precondition(window > 0, "a window must be positive")
    precondition([1, signalCount].contains(standardDeviation.count))
    self.signalCount = signalCount
    self.window = window
    self.standardDeviation = standardDeviation
    self.field = field
  }

  /// The largest number that the generator can draw is 8.21 standard deviations.
  public func magnitudeBound(ofSignal signal: Int) -> Double? {
    8.21 * standardDeviation[standardDeviation.count == 1 ? 0 : signal].magnitude
  }

  /// Nothing needs opening.
  public func makeReader() -> any GradientTableReader { Reader(table: self) }

  private struct Reader: GradientTableReader {
    let table: HeldNoiseTable
    func prepare(_ rows: [Int]) {}
    func values(row: Int, signals: Range<Int>, into values: inout MutableSpan<Double>) {
      table.field.normals(synapses: signals, index: row, into: &values)
      let deviations = table.standardDeviation
      for k in 0..<signals.count {
        values[k] *= deviations[deviations.count == 1 ? 0 : signals.lowerBound + k]
      }
    }
  }
}

/// An Ornstein–Uhlenbeck process, dg = (mean − g)/τ dt + sd √(2/τ) dW, sampled exactly at the
/// multiples of a window; it starts in its stationary distribution.
public struct OrnsteinUhlenbeckTable: WindowedTable {
  /// The number of signals.
  public let signalCount: Int
  /// The length of a window.
  public let window: Double
  /// The stationary mean.
  public let mean: Double
  /// The stationary standard deviation.
  public let standardDeviation: Double
  /// τ, the correlation time.
  public let correlationTime: Double
  /// Where the increments come from.
  public let field: RandomField

  /// Creates a table.
  ///
  /// - Precondition: the window and the correlation time are positive.
  public init(
    signalCount: Int, window: Double, mean: Double, standardDeviation: Double,
    correlationTime: Double, field: RandomField
  ) {
    precondition(window > 0 && correlationTime > 0, "times must be positive")
    self.signalCount = signalCount
    self.window = window
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.correlationTime = correlationTime
    self.field = field
  }

  /// Opens the process; reading a row replays what lies between it and the row read before.
  public func makeReader() -> any GradientTableReader {
    RowBuffer(
      Process(table: self, row: -1, state: Array(repeating: 0, count: signalCount)),
      signalCount: signalCount)
  }

  private struct Process: RowSequence {
    let table: OrnsteinUhlenbeckTable
    /// The row in `state`, in units of the stationary standard deviation around the mean.
    var row: Int
    var state: [Double]

    mutating func read(row target: Int, into values: inout [Double]) {
      if target < row { row = -1 }
      let memory = exp(-table.window / table.correlationTime)
      let fresh = (-expm1(-2 * table.window / table.correlationTime)).squareRoot()
      while row < target {
        row += 1
        for i in state.indices {
          let xi = table.field.normal(synapse: i, index: row)
          state[i] = row == 0 ? xi : memory * state[i] + fresh * xi
        }
      }
      for i in values.indices { values[i] = table.mean + table.standardDeviation * state[i] }
    }
  }
}

/// A table without end whose row k begins at k·window.
public protocol WindowedTable: GradientTable {
  /// The length of a window.
  var window: Double { get }
}

extension WindowedTable {
  /// Endless.
  public var rowCount: Int { .max }
  /// Times are multiples of the window.
  public var timesAreComputed: Bool { true }
  /// k·window.
  public func time(ofRow row: Int) -> Double { Double(row) * window }
  /// The quotient, corrected where its rounding disagrees with the rows' times.
  public func lastRow(at time: Double) -> Int {
    guard time >= 0 else { return -1 }
    var row = Int((time / window).rounded(.down))
    while self.time(ofRow: row) > time { row -= 1 }
    while self.time(ofRow: row + 1) <= time { row += 1 }
    return row
  }
}
