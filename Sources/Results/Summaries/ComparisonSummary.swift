import SynapticDynamics

/// What `summary.json` says of a comparison.
public struct ComparisonSummary: Codable {
  /// Trials with several steps that were one run.
  public struct EqualRuns: Codable, Sendable {
    /// The method.
    public let method: String
    /// The step that the run is told with: the smallest.
    public package(set) var dt: Double
    /// The steps of the other trials.
    public package(set) var alsoDt: [Double]

    package init(method: String, dt: Double, alsoDt: [Double]) {
      (self.method, self.dt, self.alsoDt) = (method, dt, alsoDt)
    }
  }

  package var study: String
  package var duration: Double
  package var synapses: Int
  package var seed: UInt64
  @TypedValues package var parameters: [String: String]
  package var versions: [String: String]
  package var reference: String
  package var referenceErrorEstimate: Double
  package var referenceErrorEstimatedBy: String
  package var stepLimits: Summary.StepLimitSummary?
  package var equalRuns: [EqualRuns]?
  package var advice: [ComparisonAdvice]?

  /// Whether the rule is paper A's.
  package var isOfBioAdam: Bool { parameters["rule"] == BioAdam.kind.name }

  /// - Parameters:
  ///   - study: the name of what was compared.
  ///   - duration: of the study, in learning steps.
  ///   - synapses: how many pairs it has.
  ///   - seed: the study's.
  ///   - parameters: every parameter of the study by its dotted key.
  ///   - versions: of this program and of SUNDIALS.
  ///   - reference: the method whose solution errors are measured against.
  ///   - referenceErrorEstimate: how large its own error is.
  ///   - referenceErrorEstimatedBy: the method that told.
  ///   - stepLimits: those of fixed-step methods, for Bio-Adam.
  package init(
    study: String, duration: Double, synapses: Int, seed: UInt64, parameters: [String: String],
    versions: [String: String], reference: String, referenceErrorEstimate: Double,
    referenceErrorEstimatedBy: String, stepLimits: StepSizeLimits?
  ) {
    (self.study, self.duration, self.synapses, self.seed) = (study, duration, synapses, seed)
    (self.parameters, self.versions) = (parameters, versions)
    self.reference = reference
    self.referenceErrorEstimate = referenceErrorEstimate
    self.referenceErrorEstimatedBy = referenceErrorEstimatedBy
    self.stepLimits = stepLimits.map(Summary.StepLimitSummary.init)
  }
}
