import ODESolvers

/// What `summary.json` says of a run.
public struct Summary: Codable, Sendable {
  /// How a run ended.
  public enum Status: String, Codable, Sendable {
    /// At its end.
    case finished
    /// By an error.
    case failed
    /// From outside.
    case interrupted
  }

  /// Smallest value, median and largest of a quantity over the population.
  public struct Spread: Codable, Sendable {
    /// The smallest.
    public var min: Double
    /// The median: of an even number midway between the two in the middle.
    public var median: Double
    /// The largest.
    public var max: Double
  }

  /// How backward and forward weights agree.
  public struct AlignmentSummary: Codable, Sendable, Equatable {
    /// The angle between them, or null if one is zero.
    public var angleDegrees: Double?
    /// ‖w_b‖/‖w_f‖, or null if both are zero.
    public var normRatio: Double?
    /// max |w_f − w_b|.
    public var largestDifference: Double
  }

  /// How far the population is from Bio-Adam's equilibrium.
  public struct EquilibriumSummary: Codable, Sendable {
    /// Constants of dρ/dt = production − (consumption·K|g| + decay) ρ.
    public var production, consumption, decay, gradientGain: Double
    /// ρ over its equilibrium for the run's average |g|: 1 is there.
    public var rhoOverEquilibrium: Spread
    /// 1/(rate of ρ) at the average |g|, in learning steps.
    public var rhoRelaxationTime: Spread
    /// How many synapses were looked at: all, or some that are spread over the population.
    public var synapses: Int
    /// The share of them whose ρ is within 5 % of its equilibrium.
    public var shareWithinFivePercent: Double
  }

  /// How fast a population came to what it became, between the surveys that `population.csv` has a row for each.
  public struct PopulationSummary: Codable, Sendable {
    /// How many synapses all of its statistics are over, but for those of ρ/ρ*: these are over as many as the section of the
    /// equilibrium says.
    public var synapses: Int
    /// How many surveys there were.
    public var surveys: Int
    /// When the mean of |w_f − w_b| had come down to half of what it was at the start; absent if it did not.
    public var halfDifferenceTime: Double?
    /// When the angle between forward and backward weights had come down to 45, 30 and 10 degrees.
    public var angle45Time, angle30Time, angle10Time: Double?

    /// What surveys showed.
    package init(
      synapses: Int, surveys: Int, halfDifferenceTime: Double?, angle45Time: Double?,
      angle30Time: Double?, angle10Time: Double?
    ) {
      (self.synapses, self.surveys) = (synapses, surveys)
      self.halfDifferenceTime = halfDifferenceTime
      (self.angle45Time, self.angle30Time) = (angle45Time, angle30Time)
      self.angle10Time = angle10Time
    }
  }

  /// What a second integration of some synapses by an independent method says.
  public struct VerificationSummary: Codable, Sendable {
    /// The method that checked, with its setting.
    public var method: String
    /// How many synapses were drawn.
    public var synapses: Int
    /// At how many times they were compared.
    public var times: Int
    /// By component, the largest relative deviation.
    public var largestDeviation: [String: Double]
    /// What a second method found.
    package init(method: String, synapses: Int, times: Int, largestDeviation: [String: Double]) {
      (self.method, self.synapses, self.times) = (method, synapses, times)
      self.largestDeviation = largestDeviation
    }
  }

  /// The exact gradient of a spiking network beside central differences of the loss.
  public struct GradientSummary: Codable, Sendable {
    /// With respect to how many weights it was compared.
    public var synapses: Int
    /// With respect to how many more a spike appears or vanishes, or two change places, within the step.
    public var skipped: Int
    /// The largest deviation, relative to the largest number of the gradient.
    public var largestDeviation: Double

    /// What was found.
    package init(synapses: Int, skipped: Int, largestDeviation: Double) {
      (self.synapses, self.skipped) = (synapses, skipped)
      self.largestDeviation = largestDeviation
    }
  }

  /// What several ranks did together.
  public struct RanksSummary: Codable, Sendable {
    /// How many there were.
    public var count: Int
    /// In how many operations all took part to get on with the solution.
    public var operationsWhileSolving: Int
    /// In how many they brought samples together.
    public var operationsWhileRecording: Int

    /// What they did.
    package init(count: Int, operationsWhileSolving: Int, operationsWhileRecording: Int) {
      self.count = count
      self.operationsWhileSolving = operationsWhileSolving
      self.operationsWhileRecording = operationsWhileRecording
    }
  }

  /// A broken invariant.
  public struct ViolationSummary: Codable, Sendable {
    /// Which.
    public var invariant: String
    /// The first synapse to break it.
    public var synapse: Int
    /// When.
    public var time: Double
    /// The offending value.
    public var value: Double

    /// One that was seen.
    package init(invariant: String, synapse: Int, time: Double, value: Double) {
      self.invariant = invariant
      (self.synapse, self.time, self.value) = (synapse, time, value)
    }
  }

  /// The largest steps of fixed-step methods.
  public struct StepLimitSummary: Codable, Sendable {
    /// Euler without overshoot, Euler stable, RK4 stable.
    public var eulerMonotone, eulerStable, rk4Stable: Double
    /// What limits the step.
    public var limitedBy: String
  }

  /// The study's name.
  public var study: String
  /// How the run ended.
  public var status: Status
  /// Why, if it did not finish.
  public var message: String?
  /// The solver's name.
  public var method: String
  /// Why it has this method: whether it is the one that is taken where a study leaves it open.
  public var methodChoice: String?
  /// The last time that is good.
  public var timeReached: Double
  /// The study's duration.
  public var duration: Double
  /// The number of synapse pairs.
  public var synapses: Int
  /// The seed.
  public var seed: UInt64
  /// Every parameter, by its dotted key.
  @TypedValues public var parameters: [String: String]
  /// Versions of this program, its build, and the libraries that compute.
  public var versions: [String: String]
  /// The solver's work.
  public var statistics: SolverStatistics
  /// Of CVODE on a population: how many times longer its steps could be if all synapses were as the median one.
  public var medianPace: Double?
  /// The alignment at the start; of networks that of the weights through which errors come back, if there are any.
  public var initialAlignment: AlignmentSummary?
  /// The alignment at the end.
  public var finalAlignment: AlignmentSummary?
  /// For Bio-Adam.
  public var equilibrium: EquilibriumSummary?
  /// Of a population of more synapses than are recorded.
  public var population: PopulationSummary?
  /// For fixed-step methods on Bio-Adam.
  public var stepLimits: StepLimitSummary?
  /// What CVODE knew of the places where signs change, if the equations have kinks there.
  public var signChanges: String?
  /// The run's certificate, if one was asked for.
  public var verification: VerificationSummary?
  /// Of a spiking network: how its gradient compares with central differences, if that was asked for.
  public var gradient: GradientSummary?
  /// What came of a network, by name.
  public var results: [String: Double]?
  /// Broken invariants; empty is good.
  public var violations: [ViolationSummary]
  /// What makes the run doubtful, though it went on; absent is good.
  public var warnings: [String]?
  /// What to change in the study for a better run, with values that would do; absent if there is nothing to say.
  public var advice: [String]?
  /// For several ranks.
  public var ranks: RanksSummary?
  /// How long the run took, in seconds, from its start to this summary.
  public var wallSeconds = 0.0

  /// What is known of every run; the rest is put in where there is some.
  package init(
    study: String, status: Status, message: String?, method: String, timeReached: Double,
    duration: Double, synapses: Int, seed: UInt64, parameters: [String: String],
    versions: [String: String], statistics: SolverStatistics, violations: [ViolationSummary]
  ) {
    (self.study, self.status, self.message) = (study, status, message)
    (self.method, self.timeReached, self.duration) = (method, timeReached, duration)
    (self.synapses, self.seed, self.parameters) = (synapses, seed, parameters)
    (self.versions, self.statistics) = (versions, statistics)
    self.violations = violations
  }
}
