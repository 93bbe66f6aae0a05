import GradientDrives
import ODESolvers
import Results
import Studies
import SynapticDynamics

/// A run's certificate: a sample of its synapses, integrated again by an independent method under the
/// signals that they saw.
///
/// What `exact` or `collocation` computed is checked by CVODE, of stiff synapses by its BDF, what CVODE or a fixed step computed by
/// `exact` where the drive is held and by `collocation` where it moves; other rules by CVODE's other
/// family. Without SUNDIALS RK4 takes CVODE's place.
package final class Verification: RunFollower {
  static let name = "verification"
  /// Those of the synapses drawn that are integrated here, ascending.
  package let indices: [Int]
  /// The times at which both are compared.
  package let times: [Double]
  private let model: StudyModel
  /// The synapses drawn among those that the run's samples consist of.
  private let part: SynapseSelection
  private let quantities: [ShownQuantity]
  private let initialValues: [Double]
  /// Of each time so far what is shown of the drawn synapses.
  var memory: [[Double]] = []

  /// At least so many steps may be taken, or the study's max_steps if that is more: what needs few by one method may
  /// need many by another.
  private static let leastBudget = 100_000

  /// At most this many synapses and times are compared.
  private static let largestSample = 100

  /// The synapses that a study's certificate looks at, ascending.
  package static func indices(_ study: Study) -> [Int] {
    let n = study.synapseCount
    let field = study.field(.verification)
    let drawn = (0..<min(n, largestSample)).map {
      n <= largestSample ? $0 : Int(field.uniform(synapse: $0) * Double(n))
    }
    return Array(Set(drawn)).sorted()
  }

  /// - Parameters:
  ///   - model: the run's.
  ///   - watched: the synapses that the run's samples consist of, all drawn ones among them.
  ///   - initialState: the population's.
  ///   - times: those that the run samples; at most a hundred of them are taken, the last among them.
  package init(
    _ model: StudyModel, watched: SynapseSelection, initialState: StateVector, times: [Double]
  ) {
    self.model = model
    let drawn = model.selection(Self.indices(model.study))
    indices = drawn.indices
    part = drawn.within(watched)
    quantities = model.dynamics.rule.shownQuantities
    initialValues = drawn.values(initialState)
    self.times = evenlySpaced(Self.largestSample, among: times.count).map { times[$0] }
  }

  /// How many of the drawn synapses each rank has.
  private var counts: [Int] {
    let study = model.study
    return model.dynamics.ranks.counts(of: Self.indices(study), among: study.synapseCount)
  }

  func wholeMemory() throws -> [[Double]] {
    let (ranks, counts) = (model.dynamics.ranks, counts)
    return try memory.map { own in
      try quantities.indices.flatMap { k in
        try ranks.gatherEverywhere(
          Array(own[(k * indices.count)..<((k + 1) * indices.count)]), counts: counts)
      }
    }
  }

  func isPossible(_ whole: [[Double]]) -> Bool {
    whole.count <= times.count
      && whole.allSatisfy { $0.count == counts.reduce(0, +) * quantities.count }
  }

  func restore(_ whole: [[Double]]) {
    let counts = counts
    let (first, all) = (counts[..<model.dynamics.ranks.rank].reduce(0, +), counts.reduce(0, +))
    memory = whole.map { values in
      quantities.indices.flatMap { k in
        values[(k * all + first)..<(k * all + first + indices.count)]
      }
    }
  }

  /// Keeps the state of the drawn synapses, if this is one of the times.
  ///
  /// - Parameters:
  ///   - time: the time.
  ///   - state: of the watched synapses.
  package func sample(at time: Double, state: Span<Double>) {
    if memory.count < times.count, times[memory.count].isSameTime(as: time) {
      var values: [Double] = []
      part.append(quantities, of: state, to: &values)
      memory.append(values)
    }
  }

  /// Integrates the drawn synapses again and compares.
  ///
  /// - Parameter isInterrupted: asked after every step whether to end.
  /// - Returns: nil if the run ended before the first of the times after its start.
  /// - Throws: what the second integration throws.
  package func certificate(isInterrupted: @escaping () -> Bool = { false }) throws
    -> Summary.VerificationSummary?
  {
    guard let last = times[..<memory.count].last, last > 0 else { return nil }
    let ranks = model.dynamics.ranks
    let integrator = try independent(until: last)
    let own = try indices.isEmpty ? [:] : deviations(by: integrator, isInterrupted: isInterrupted)
    let worst = quantities.map { ($0.name, ranks.maximum(own[$0.name] ?? 0)) }
    return Summary.VerificationSummary(
      method: integrator.label, synapses: Int(try ranks.sum([Int64(indices.count)])[0]),
      times: memory.count, largestDeviation: Dictionary(uniqueKeysWithValues: worst))
  }

  /// By quantity, the largest deviation of this rank's synapses.
  private func deviations(
    by integrator: IntegratorDescription, isInterrupted: @escaping () -> Bool
  ) throws -> [String: Double] {
    let rule = model.dynamics.rule.selecting(indices)
    let dynamics = try PopulationDynamics(rule: rule, drive: drive)
    let again = StudyModel(model.study, dynamics: dynamics, initialState: initialValues)
    let all = again.selection(Array(indices.indices))
    var recorder = ReferenceRecorder(
      ComparedPart(all, rule: rule), isInterrupted: isInterrupted)
    let times = Array(times[..<memory.count])
    let problem = dynamics.problem(from: 0, to: times.last!, initialState: initialValues)
    try again.makeSolver(integrator).solve(
      problem, sampling: times,
      options: SolveOptions(
        maximumSteps: max(Self.leastBudget, model.study.integrator.maximumSteps)),
      observer: &recorder
    ).check()
    recorder.reference.finish()
    return deviations(from: recorder.reference)
  }

  /// By quantity, the largest deviation relative to the largest magnitude that the quantity of the
  /// same synapse has in the second integration.
  private func deviations(from reference: ReferenceSolution) -> [String: Double] {
    var worst: [String: Double] = [:]
    for (k, quantity) in quantities.enumerated() {
      var largest = 0.0
      for (own, other) in zip(memory, reference.samples) {
        for i in (k * indices.count)..<((k + 1) * indices.count) {
          let deviation = (own[i] - other[i]).magnitude / reference.scales[i]
          largest = deviation > largest || deviation.isNaN ? deviation : largest
        }
      }
      worst[quantity.name] = largest
    }
    return worst
  }

  /// The signals of the drawn synapses.
  private var drive: SubsetDrive {
    let n = model.dynamics.synapseCount
    let signals = (0..<model.dynamics.rule.signalsPerSynapse).flatMap { k in
      indices.map { k * n + $0 }
    }
    return SubsetDrive(model.dynamics.drive, signals: signals)
  }

  /// Whether ρ of a drawn synapse, of any rank's, follows its largest gradient so fast that Adams' steps would be far
  /// shorter than τ_m.
  private func isStiff(until last: Double) throws -> Bool {
    guard let rule = model.dynamics.rule as? BioAdam else { return false }
    let own = try model.dynamics.ranks.settling { () throws -> Double in
      guard !indices.isEmpty else { return .infinity }
      let bounds = try drive.magnitudeBounds(over: 0...last)
      return StepSizeLimits(rule, signalBounds: bounds).eulerStable
    }
    return -model.dynamics.ranks.maximum(-own) < 0.1 * rule.forward.tauM
  }

  /// The method that checks.
  ///
  /// - Throws: `DataFileError` if a file of the drive cannot be read.
  private func independent(until last: Double) throws -> IntegratorDescription {
    var integrator = model.study.integrator
    let own = integrator.method
    integrator.relativeTolerance = 1e-10
    integrator.absoluteTolerance = .all(1e-13)
    integrator.precision = .double
    integrator.positivity = false
    integrator.linearSolver = .structured
    if model.dynamics.rule is BioAdam {
      let best = model.dynamics.drive.isHeld ? IntegrationMethod.exact : .collocation
      if own != best {
        integrator.method = best
        return integrator
      }
    }
    #if SUNDIALS
      let isStiff = try isStiff(until: last)
      integrator.method = own == .cvodeAdams || isStiff ? .cvodeBDF : .cvodeAdams
    #else
      integrator.method = .rk4
      integrator.dt = min(0.01, 0.1 * integrator.dt)
    #endif
    return integrator
  }
}
