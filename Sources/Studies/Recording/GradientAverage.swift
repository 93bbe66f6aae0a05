/// The time average of |g| of every signal along a run.
struct GradientAverage {
  private var integrals: [Double]
  private var duration = 0.0
  private var previous: (time: Double, magnitudes: [Double])?

  init(signalCount: Int) {
    integrals = Array(repeating: 0, count: signalCount)
  }

  /// Adds a piece of constant gradient.
  mutating func add(_ gradient: [Double], over length: Double) {
    for i in integrals.indices { integrals[i] += gradient[i].magnitude * length }
    duration += length
  }

  /// Adds the piece since the last call by the trapezoidal rule.
  mutating func sample(_ gradient: [Double], at time: Double) {
    let magnitudes = gradient.map(\.magnitude)
    if let previous {
      let length = time - previous.time
      for i in integrals.indices {
        integrals[i] += 0.5 * (previous.magnitudes[i] + magnitudes[i]) * length
      }
      duration += length
    }
    previous = (time, magnitudes)
  }

  /// ⟨|g|⟩ of every signal; 0 before anything was added.
  var values: [Double] { integrals.map { duration > 0 ? $0 / duration : 0 } }
}
