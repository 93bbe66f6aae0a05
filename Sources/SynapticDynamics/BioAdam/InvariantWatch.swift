/// Looks at all synapses within the windows or steps of which a method takes many at once.
///
/// What cannot break is not looked at, so that watching costs next to nothing: m stays between where it is and K g,
/// so that it takes |K g| > 2m₀ (or a step of Euler beyond τ_m) to make a concentration negative; and ρ leaves its
/// bounds only where a step is beyond its time constant. What remains is looked at after every window and step.
package struct InvariantWatch: Sendable {
  /// Where and when something broke: the earliest step, and in it the first synapse.
  package struct Sighting: Sendable {
    package var step = Int.max
    package var synapse = Int.max
    package var value = 0.0
    /// The step of Euler times the largest rate of ρ among the synapses that were looked at then.
    package var stepRate = 0.0
    /// The largest K|g| so far, whether or not something broke.
    package var largestSignal = 0.0

    package init() {}

    /// Becomes another that is earlier, or as early and of a synapse before.
    package mutating func take(_ other: Sighting) {
      let largest = max(largestSignal, other.largestSignal)
      if (other.step, other.synapse) < (step, synapse) { self = other }
      largestSignal = largest
    }
  }

  private let branches: [BioAdam.Branch]
  private let slack: Double
  /// For each branch the bound on ρ.
  private let rhoBounds: [Double]
  /// Of the invariants by number, which are still looked for.
  private let isWanted: (plus: Bool, minus: Bool, low: Bool, high: Bool)

  /// How many sightings there are: one for each invariant.
  package static let count = InvariantMonitor.Invariant.allCases.count

  init(
    _ branches: [BioAdam.Branch], slack: Double, rhoBounds: [Double],
    wanted: (InvariantMonitor.Invariant) -> Bool
  ) {
    self.branches = branches
    self.slack = slack
    self.rhoBounds = rhoBounds
    isWanted = (
      wanted(.mPlusNotNegative), wanted(.mMinusNotNegative), wanted(.rhoPositive),
      wanted(.rhoBounded)
    )
  }

  /// The largest K|g| where |g| is at most so large.
  package func signal(_ signal: Int, largest: Double) -> Double {
    branches.reduce(0) {
      $1.signal == signal ? max($0, $1.kinetics.gradientGain.magnitude * largest) : $0
    }
  }

  /// A step times the largest rate of ρ where K|g| is at most so large.
  package func stepRate(_ step: Double, signal: Double) -> Double {
    branches.reduce(0) { max($0, step * $1.kinetics.coConsumption.rate(gradient: signal)) }
  }

  /// Whether something can break in some synapses.
  ///
  /// - Parameters:
  ///   - signal: which of a synapse's signals.
  ///   - largest: the largest |g| of these synapses.
  ///   - step: the step of Euler; 0 where windows are solved exactly.
  package func canBreak(signal: Int, largest: Double, step: Double) -> Bool {
    for branch in branches where branch.signal == signal {
      let kinetics = branch.kinetics
      let g = kinetics.gradientGain.magnitude * largest
      if isWanted.plus || isWanted.minus,
        !(g <= 2 * kinetics.restConcentration && step <= kinetics.tauM)
      {
        return true
      }
      if isWanted.low || isWanted.high, !(step * kinetics.coConsumption.rate(gradient: g) <= 1) {
        return true
      }
    }
    return false
  }

  /// Looks at some synapses after a step.
  ///
  /// - Parameters:
  ///   - state: the first one's m, from where its other components are strides away.
  ///   - stride: n.
  ///   - synapses: which these are.
  ///   - step: the number of the step.
  ///   - stepRate: its length times the largest rate of ρ among these; 0 where windows are solved exactly.
  ///   - sightings: one for each invariant, which receive what was seen.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func look<Scalar: BinaryFloatingPoint>(
    at state: UnsafePointer<Scalar>, stride: Int, synapses: Range<Int>, step: Int,
    stepRate: Double = 0, into sightings: UnsafeMutablePointer<Sighting>
  ) {
    for (branch, bound) in zip(branches, rhoBounds) {
      let limit = -slack * branch.kinetics.restConcentration
      let first = state + branch.firstSubstance * stride
      for i in 0..<synapses.count {
        let (m, sum) = (Double(first[i]), Double(first[stride + i]))
        let rho = Double(first[2 * stride + i])
        let (plus, minus) = (0.5 * (sum - m), 0.5 * (sum + m))
        func see(_ invariant: Int, _ value: Double) {
          var sighting = Sighting()
          (sighting.step, sighting.synapse) = (step, synapses.lowerBound + i)
          (sighting.value, sighting.stepRate) = (value, stepRate)
          sightings[invariant].take(sighting)
        }
        if isWanted.plus, plus < limit { see(0, plus) }
        if isWanted.minus, minus < limit { see(1, minus) }
        if isWanted.low, rho < -slack { see(2, rho) }
        if isWanted.high, rho > bound { see(3, rho) }
      }
    }
  }
}
