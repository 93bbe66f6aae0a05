import SynapticDynamics

/// The time average of |g| of every signal along a run.
struct GradientAverage {
  private var integrals: [Double]
  private var duration = 0.0

  init(signalCount: Int) {
    integrals = Array(repeating: 0, count: signalCount)
  }

  /// The average of a drive that moves, on a grid of its own, so that neither the method nor what is
  /// recorded has a say: some thousand midpoints, at least one in each piece.
  ///
  /// - Throws: if a file of the drive cannot be read.
  init(of drive: any GradientDrive, until end: Double) throws {
    self.init(signalCount: drive.signalCount)
    guard end > 0 else { return }
    let points = min(4000, max(200, 20_000_000 / drive.signalCount))
    let edges = [0] + drive.breakpoints(in: 0..<end) + [end]
    var source = try drive.makeSource()
    var gradient = [Double](repeating: 0, count: drive.signalCount)
    for (start, stop) in zip(edges, edges.dropFirst()) {
      try source.begin(start...stop)
      let count = max((Double(points) * (stop - start) / end).rounded(.up), 1)
      let step = (stop - start) / count
      for k in 0..<Int(count) {
        source.gradient(at: start + (Double(k) + 0.5) * step, into: &gradient)
        add(gradient, over: step)
      }
    }
  }

  /// Adds a piece of constant gradient.
  mutating func add(_ gradient: [Double], over length: Double) {
    for i in integrals.indices { integrals[i] += gradient[i].magnitude * length }
    duration += length
  }

  /// ⟨|g|⟩ of every signal; 0 before anything was added.
  var values: [Double] { integrals.map { duration > 0 ? $0 / duration : 0 } }
}
