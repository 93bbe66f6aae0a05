import Foundation

/// Means μ and variances ν of some maps that follow those of the examples: τ dμ/dt = ⟨a⟩ − μ, τ dν/dt = ⟨(a − μ)²⟩ − ν.
///
/// The examples of a window are held, as its weights are where it begins: so both have closed forms. A discrete momentum p is
/// e^(−1/τ) = 1 − p.
struct RunningStatistics {
  /// τ, in learning steps.
  let timeConstant: Double
  /// μ and ν of each map at the start of the window; none as long as no example was seen.
  private(set) var means: [Double] = []
  private(set) var variances: [Double] = []
  /// ⟨a⟩ and ⟨(a − ⟨a⟩)²⟩ of the window's examples.
  private var batchMeans: [Double]
  private var batchVariances: [Double]
  /// Whether the window's examples are still to come.
  private(set) var awaitsExamples = true

  init(timeConstant: Double, maps: Int) {
    self.timeConstant = timeConstant
    batchMeans = Array(repeating: 0, count: maps)
    batchVariances = batchMeans
  }

  /// Takes in what the examples of a window have; the first of all are where μ and ν begin.
  mutating func take<Scalar: NetworkScalar>(
    means newMeans: UnsafePointer<Scalar>, variances newVariances: UnsafePointer<Scalar>
  ) {
    for m in batchMeans.indices {
      batchMeans[m] = Double(newMeans[m])
      batchVariances[m] = Double(newVariances[m])
    }
    if means.isEmpty { (means, variances) = (batchMeans, batchVariances) }
    awaitsExamples = false
  }

  /// Carries both through the window of the examples that were taken in last, if any were.
  ///
  /// With d = ⟨a⟩ − μ at its start, μ comes near ⟨a⟩ as e^(−t/τ), and ⟨(a − μ)²⟩ is the examples' variance and d² e^(−2t/τ).
  mutating func advance(by duration: Double) {
    if !awaitsExamples {
      let decay = exp(-duration / timeConstant)
      for m in means.indices {
        let distance = batchMeans[m] - means[m]
        variances[m] =
          batchVariances[m] + (variances[m] - batchVariances[m]) * decay
          + distance * distance * decay * -expm1(-duration / timeConstant)
        means[m] = batchMeans[m] - distance * decay
      }
    }
    awaitsExamples = true
  }

  /// All numbers; none as long as no example was seen. Where they are set, the window's examples were taken in.
  var memory: [Double] {
    get { means.isEmpty ? [] : means + variances + batchMeans + batchVariances }
    set {
      let maps = batchMeans.count
      awaitsExamples = newValue.isEmpty
      guard !newValue.isEmpty else {
        (means, variances) = ([], [])
        return
      }
      means = Array(newValue[..<maps])
      variances = Array(newValue[maps..<(2 * maps)])
      batchMeans = Array(newValue[(2 * maps)..<(3 * maps)])
      batchVariances = Array(newValue[(3 * maps)...])
    }
  }
}
