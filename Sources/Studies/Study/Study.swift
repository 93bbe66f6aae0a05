import DataFiles
import RuleEquations
import SynapticDynamics

/// A study: which synapses follow which rule under which drive, how they are integrated, and what is
/// recorded. The value of a study file, with every default filled in.
///
/// ```swift
/// let study = try Study(contentsOf: "study.yaml", settings: ["integrator.method=exact"])
/// let outcome = try StudyRun(study).run(into: output)
/// ```
public struct Study: Sendable, Equatable {
  /// Its name.
  public internal(set) var name: String
  /// The seed of everything random.
  public internal(set) var seed: UInt64
  /// How many studies it stands for: with this seed and those that follow it.
  public internal(set) var seeds: Int
  /// How long it lasts, in learning steps.
  public internal(set) var duration: Double
  /// The number of synapse pairs.
  public internal(set) var synapseCount: Int
  /// Which rule.
  package var rule: RuleKind
  /// The rule's equations, if it is written in the study.
  package var equations: WrittenRule?
  /// The rule's constants and initial values.
  package var synapse: SynapseDescription
  /// The gradient signals.
  package var drive: DriveDescription
  /// How to integrate.
  package var integrator: IntegratorDescription
  /// What to record.
  package var record: RecordDescription
  /// Over what `compare` varies.
  package var comparison: ComparisonDescription
  /// How long a learning step is, if the study says it; nothing that is computed hangs on it.
  package var learningStep: PhysicalTime?
}

extension Study {
  /// Whether Euler's method with dt = 1 is the discrete algorithm of paper A.
  package var hasPaperAlgorithm: Bool { rule == BioAdam.kind && drive.isHeld }
}
