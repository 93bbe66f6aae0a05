import GradientDrives

/// The time average of |g| of every signal of a drive.
package struct GradientAverage {
  /// ⟨|g|⟩ of every signal; 0 over no time at all.
  package private(set) var values: [Double]

  /// No more signals are looked at in all, which takes some seconds.
  private static let mostSignals = 1_000_000_000

  /// Averages from the start to a time: held signals exactly, moving ones on a grid of its own, so that
  /// neither the method nor what is recorded has a say: some thousand midpoints, at least one in each
  /// piece. Where there are too many pieces, some spread evenly stand for all.
  ///
  /// - Parameters:
  ///   - drive: the drive.
  ///   - end: the time.
  ///   - willGoOn: called some hundred times and more; what it throws ends the averaging.
  /// - Throws: if a file of the drive cannot be read; what `willGoOn` throws.
  package init(
    of drive: any GradientDrive, until end: Double, willGoOn: () throws -> Void = {}
  ) throws {
    values = Array(repeating: 0, count: drive.signalCount)
    guard end > 0 else { return }
    let points = min(4000, max(200, 20_000_000 / drive.signalCount))
    let edges = [0] + drive.breakpoints(in: 0..<end) + [end]
    var source = try drive.makeSource()
    var gradient = values
    // A power of two, which changes no digit, so that no sum is larger than what it is divided by.
    let unit = end.binade
    let every = max(1, (edges.count - 1) / max(1, Self.mostSignals / drive.signalCount))
    var duration = 0.0
    for piece in stride(from: every / 2, to: edges.count - 1, by: every) {
      let (start, stop) = (edges[piece], edges[piece + 1])
      duration += stop - start
      try source.begin([start...stop])
      let count = drive.isHeld ? 1 : max((Double(points) * (stop - start) / end).rounded(.up), 1)
      let step = (stop - start) / count
      for k in 0..<Int(count) {
        try willGoOn()
        source.gradient(at: start + (Double(k) + 0.5) * step, into: &gradient)
        for i in values.indices { values[i] += gradient[i].magnitude * (step / unit) }
      }
    }
    for i in values.indices { values[i] /= (every == 1 ? end : duration) / unit }
  }
}
