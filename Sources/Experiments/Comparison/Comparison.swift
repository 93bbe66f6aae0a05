import DataFiles
import ODESolvers
import Studies
import StudyRuns
import SynapticDynamics

/// Every method on one study, measured against a reference: work and precision.
///
/// The reference is the exact propagator where it applies, otherwise collocation where that applies, and
/// otherwise CVODE's Adams method, at the tightest tolerance; its own error is estimated by a second
/// solution made another way.
public struct Comparison {
  /// How the reference was made, and how good it is.
  public struct Reference: Sendable {
    /// In words.
    public let method: String
    /// The largest difference from the second solution, measured as the trials' errors are.
    public let errorEstimate: Double
    /// How the second solution was made.
    public let estimatedBy: String
  }

  let study: Study
  let inputs: StudyInputs
  /// The methods that are tried.
  private let methods: [IntegrationMethod]
  let times: [Double]
  /// The recorded synapses.
  private let part: ComparedPart
  /// Whether the gradient moves with the weights of a network.
  private let followsWeights: Bool
  /// How long a single trial may take.
  let timeLimit: Duration
  private let isInterrupted: () -> Bool

  /// Prepares a comparison of all methods that solve a study.
  ///
  /// - Parameters:
  ///   - study: the study; its own method does not matter.
  ///   - inputs: where the files that it names are opened; those that it was read with.
  ///   - timeLimit: how long a single trial may take before it is given up.
  ///   - isInterrupted: asked after every step whether to end.
  /// - Throws: `StudyError` or `DataFileError` if the study cannot run.
  public init(
    _ study: Study, inputs: StudyInputs = .standard, timeLimit: Duration = .seconds(60),
    isInterrupted: @escaping () -> Bool = { false }
  ) throws {
    try self.init(
      study, trying: nil, inputs: inputs, timeLimit: timeLimit, isInterrupted: isInterrupted)
  }

  /// The same of some methods; nil for all that solve the study.
  ///
  /// - Throws: `StudyError` also if one of them does not solve it.
  package init(
    _ study: Study, trying methods: [IntegrationMethod]?, inputs: StudyInputs,
    timeLimit: Duration = .seconds(60), isInterrupted: @escaping () -> Bool
  ) throws {
    self.study = study
    self.methods = try Self.methods(of: study, among: methods)
    self.inputs = inputs
    self.timeLimit = timeLimit
    self.isInterrupted = isInterrupted
    times = study.record.grid.times(duration: study.duration)
    let model = try StudyModel(study, inputs: inputs)
    part = ComparedPart(
      model.selection(study.record.synapses.indices(of: study.synapseCount)),
      rule: model.dynamics.rule)
    followsWeights = model.dynamics.feed.followsWeights
  }

  // MARK: Reference

  /// Computes the reference and estimates its error.
  ///
  /// - Throws: what the reference's solvers throw.
  func makeReference() throws -> (solution: ReferenceSolution, about: Reference) {
    if IntegrationMethod.exact.solves(study) {
      // Every window in two unequal parts: other exponentials and other rounding than the plain
      // propagator's, which so can be a trial like any other. How good the formulas are, which both
      // share, only a method can tell that has others.
      var exact = integrator(.exact)
      exact.precision = .double
      let reference = try record(exact, splittingWindows: true)
      let (check, label) = try measureByQuadrature(reference)
      return (
        reference,
        Reference(
          method: "exact propagator, every window cut in two unequal parts",
          errorEstimate: check.maximum, estimatedBy: label)
      )
    }
    let (tight, second) = tightest
    let reference = try record(tight, splittingWindows: false)
    let check = try measure(second, against: reference)
    return (
      reference,
      Reference(
        method: tight.label, errorEstimate: check.maximum, estimatedBy: second.label)
    )
  }

  /// The method of the reference where nothing is exact, and another that says how good it is.
  private var tightest: (reference: IntegratorDescription, check: IntegratorDescription) {
    let smallest = study.comparison.stepSizes.min()! / 8
    if followsWeights {
      // Every sign that changes anywhere in the network bends the solution: 1e-12 would take for ever.
      let tolerance = 0.1 * study.comparison.relativeTolerances.min()!
      let reference = adaptive(.windowMap, relativeTolerance: tolerance)
      if IntegrationMethod.windowMap.solves(study) { return (reference, fixed(.rk4, dt: smallest)) }
      return (fixed(.rk4, dt: smallest), fixed(.rk4, dt: 2 * smallest))
    }
    let collocation = adaptive(.collocation, relativeTolerance: 1e-12)
    let (general, check) =
      IntegrationMethod.cvodeAdams.isAvailable
      ? (
        adaptive(.cvodeAdams, relativeTolerance: 1e-12),
        adaptive(.cvodeBDF, relativeTolerance: 1e-10)
      ) : (fixed(.rk4, dt: smallest), fixed(.rk4, dt: 2 * smallest))
    return IntegrationMethod.collocation.solves(study) ? (collocation, general) : (general, check)
  }

  private func record(_ integrator: IntegratorDescription, splittingWindows: Bool) throws
    -> ReferenceSolution
  {
    let model = try StudyModel(study, inputs: inputs)
    var problem = try model.problem()
    if splittingWindows {
      problem.breakpoints += problem.pieces.map {
        $0.lowerBound + 0.381966 * ($0.upperBound - $0.lowerBound)
      }
    }
    var recorder = ReferenceRecorder(part, isInterrupted: isInterrupted)
    try model.makeSolver(integrator).solve(problem, sampling: times, observer: &recorder).check()
    recorder.reference.finish()
    return recorder.reference
  }

  private func measure(
    _ integrator: IntegratorDescription, against reference: ReferenceSolution,
    options: SolveOptions = SolveOptions()
  ) throws -> ErrorMeter {
    let model = try StudyModel(study, inputs: inputs)
    var meter = self.meter(reference, limit: .seconds(3600))
    try model.makeSolver(integrator).solve(
      try model.problem(), sampling: times, options: options, observer: &meter
    ).check()
    return meter
  }

  /// Measures held windows by collocation, which knows no closed form of a window, of written rules by dormandPrince; of
  /// synapses too stiff for these by CVODE.
  private func measureByQuadrature(_ reference: ReferenceSolution) throws -> (ErrorMeter, String) {
    let method: IntegrationMethod =
      IntegrationMethod.collocation.solves(study) ? .collocation : .dormandPrince
    let independent = adaptive(method, relativeTolerance: 1e-12)
    do {
      let options = SolveOptions(maximumSteps: Self.mostCheckingSteps)
      return (try measure(independent, against: reference, options: options), independent.label)
    } catch let failure as SolverFailure {
      let stiff = adaptive(.cvodeBDF, relativeTolerance: 1e-10)
      guard case .stepBudget = failure.reason, stiff.method.isAvailable else { throw failure }
      return (try measure(stiff, against: reference), stiff.label)
    }
  }

  /// So many steps of each synapse take some seconds for a hundred of them.
  private static let mostCheckingSteps = 100_000

  func meter(_ reference: ReferenceSolution, limit: Duration) -> ErrorMeter {
    ErrorMeter(
      part, reference: reference, deadline: .now + limit, isInterrupted: isInterrupted)
  }

  // MARK: Trials

  /// The methods that solve a study, or those that are wanted of them, in the order of all.
  private static func methods(of study: Study, among wanted: [IntegrationMethod]?) throws
    -> [IntegrationMethod]
  {
    let able = IntegrationMethod.all.filter { $0.solves(study) }
    guard let wanted else { return able }
    let refusals = wanted.flatMap { method in
      method.absence.map { [$0] } ?? method.refusals(study.rule, study.drive)
    }
    guard refusals.isEmpty else {
      let others = able.map(\.name).listed
      throw StudyError(
        refusals.map { "--methods: \($0); the methods of this study are \(others)" })
    }
    return able.filter(wanted.contains)
  }

  /// The keys of grids by which neither a trial nor the reference goes.
  package var unusedGrids: [String] {
    let reference =
      IntegrationMethod.exact.solves(study)
      ? [] : [tightest.reference.method, tightest.check.method]
    // An adaptive reference goes by the grid where weights are followed, and else by a tolerance of its own.
    let used = methods + reference.filter { $0.steps == .fixed || followsWeights }
    return [("compare.dt", IntegrationMethod.Steps.fixed), ("compare.rtol", .adaptive)]
      .filter { grid in !used.contains { $0.steps == grid.1 } }.map(\.0)
  }

  /// The methods and settings to try, in the order of the table.
  var trials: [IntegratorDescription] {
    // What has no error to trade for time comes last.
    let (last, first) = (
      methods.filter { $0.steps == .closedForm }, methods.filter { $0.steps != .closedForm }
    )
    return (first + last).flatMap { method in
      switch method.steps {
      case .fixed: study.comparison.stepSizes.map { fixed(method, dt: $0) }
      case .adaptive:
        study.comparison.relativeTolerances.map { adaptive(method, relativeTolerance: $0) }
      case .closedForm: [integrator(method)]
      }
    }
  }

  private func integrator(_ method: IntegrationMethod) -> IntegratorDescription {
    var integrator = study.integrator
    integrator.method = method
    return integrator
  }

  private func fixed(_ method: IntegrationMethod, dt: Double) -> IntegratorDescription {
    var integrator = integrator(method)
    integrator.dt = dt
    return integrator
  }

  /// An adaptive method; the absolute tolerances keep their ratio to the relative one.
  private func adaptive(
    _ method: IntegrationMethod, relativeTolerance: Double
  ) -> IntegratorDescription {
    var integrator = integrator(method)
    let factor = relativeTolerance / study.integrator.relativeTolerance
    integrator.relativeTolerance = relativeTolerance
    integrator.absoluteTolerance = .groups(
      study.integrator.absoluteTolerance.groups.mapValues { $0 * factor })
    return integrator
  }
}
