import SynapticDynamics

/// What `summary.json` says of a comparison.
package struct ComparisonSummary: Codable {
  package var study: String
  package var duration: Double
  package var synapses: Int
  package var seed: UInt64
  package var parameters: [String: String]
  package var versions: [String: String]
  package var reference: String
  package var referenceErrorEstimate: Double
  package var referenceErrorEstimatedBy: String
  package var stepLimits: Summary.StepLimitSummary?

  /// Whether the rule is paper A's.
  package var isOfBioAdam: Bool { parameters["rule"] == BioAdam.kind.name }

  /// - Parameters:
  ///   - study: what was compared.
  ///   - reference: the method whose solution errors are measured against.
  ///   - referenceErrorEstimate: how large its own error is.
  ///   - referenceErrorEstimatedBy: the method that told.
  ///   - stepLimits: those of fixed-step methods, for Bio-Adam.
  package init(
    _ study: Study, reference: String, referenceErrorEstimate: Double,
    referenceErrorEstimatedBy: String, stepLimits: StepLimits?
  ) throws {
    self.study = study.name
    duration = study.duration
    synapses = study.synapseCount
    seed = study.seed
    parameters = try study.parameters()
    versions = Versions.all
    self.reference = reference
    self.referenceErrorEstimate = referenceErrorEstimate
    self.referenceErrorEstimatedBy = referenceErrorEstimatedBy
    self.stepLimits = stepLimits.map(Summary.StepLimitSummary.init)
  }
}
