import Configuration
import DataFiles
import RuleEquations
import SynapticDynamics

/// Turns the sections of a study file into a ``Study``; mistakes go to the diagnostics.
///
/// The sections are read as they are written. Only then are the files opened that the drive names, since how many
/// synapses there are and how long an epoch is hangs on them.
struct StudyReader {
  let diagnostics: Diagnostics
  let folder: String
  let choices: Choices

  func study(_ root: Section, inputs: StudyInputs) -> Study {
    for key in [Preset.key, LearningStep.key] { _ = root.node(key) }
    let name = root.text("study") ?? "study"
    let seed: UInt64 = root.integerIfPresent("seed", atLeast: 0) ?? 1
    let seeds = seeds(from: seed, root)
    let given = root.numberIfPresent("duration", .positive)
    let before = diagnostics.count
    let count = root.integerIfPresent("synapses", atLeast: 1)
    let (rule, equations) = rule(root)
    let synapseSection = root.section("synapse")
    var synapse = synapse(synapseSection, rule: rule, equations: equations)
    let driveSection = root.section("drive")
    let beforeDrive = diagnostics.count
    var driveAsRead = drive(driveSection, temperature: synapse.temperature)
    open(&driveAsRead, driveSection, in: inputs, seed: seed)
    // A drive whose files are not there says nothing of synapses.
    let isOpen = diagnostics.count == beforeDrive
    let drive = driveAsRead.description
    let duration = self.duration(given, root, drive: drive)
    // Of examples that are not there nobody knows how many learning steps an epoch is.
    let isInEpochs = isOpen || root.node("duration") == nil
    readTraining(
      &synapse, synapseSection, rule: rule, network: drive.network,
      duration: isInEpochs ? duration : nil, equations: equations)
    checkWindow(
      drive.window, "drive.window",
      at: driveSection.node("window")?.origin ?? driveSection.origin, duration: duration ?? 0)
    if let partner = synapse.backward, partner.noiseDeviation > 0 {
      checkWindow(
        partner.noiseWindow, "synapse.backward.noise.window", at: synapseSection.origin,
        duration: duration ?? 0)
    }
    // Without a valid drive and valid lists the number of synapses is unknown.
    let isCounted = count != nil || diagnostics.count == before
    let integratorSection = root.section("integrator")
    let isCompared = root.node("compare") != nil
    let integrator = integrator(integratorSection, isCompared: isCompared) {
      .automatic(rule, drive, using: $0)
    }
    refuseUpdateOrder(synapseSection, method: integrator.method, isCompared: isCompared)
    synapseSection.finish()
    let implied = implied(
      count, at: root, by: synapse, isOpen ? driveAsRead.impliedCount : nil, equations: equations)
    let record = record(
      root.section("record"), duration: duration ?? .infinity, count: isCounted ? implied : .max,
      network: drive.network, rule: rule, hasTemperature: synapse.temperature != nil)
    checkMethod(integrator.method, integratorSection, rule: rule, drive: drive)
    if let network = drive.network {
      check(
        network, driveSection, synapse: synapse, synapseSection, integrator: integrator,
        equations: equations, root)
    } else {
      refuseLayers(
        synapseSection.section("initial"), "layers", because: "only a network has layers")
    }
    let comparison = comparison(root.section("compare"), network: drive.network)
    root.finish()
    var study = Study(
      name: name, seed: seed, seeds: seeds, duration: duration ?? 1, synapseCount: implied,
      rule: rule, equations: equations, synapse: synapse, drive: drive, integrator: integrator,
      record: record,
      comparison: comparison)
    if rule != .unknown { chooseColumns(of: &study, root.section("record")) }
    checkWhole(study, root)
    return study
  }

  /// The rule, and its equations if it is written in the study; what else there is is looked at though it is wrong.
  private func rule(_ root: Section) -> (RuleKind, WrittenRule?) {
    guard let node = root.node("rule"), case .mapping = node.content else {
      if case .scalar(let text) = root.node("rule")?.content, let node = root.node("rule"),
        WrittenRule.isShipped(text)
      {
        diagnostics.report(
          "rule: \(text) comes as text, expected {file: \(text)}", at: node.origin)
        return (.unknown, nil)
      }
      if case .scalar(let text) = root.node("rule")?.content, let node = root.node("rule"),
        RuleKind.named(text) == nil, Preset.all.contains(where: { $0.name == text })
      {
        diagnostics.report("rule: \(text) is a preset, expected preset: \(text)", at: node.origin)
        return (.unknown, nil)
      }
      let name = root.word("rule", among: RuleKind.all.map(\.name), default: BioAdam.kind.name)
      return (RuleKind.named(name)!, nil)
    }
    let equations = WrittenRule(node, folder: folder, diagnostics: diagnostics)
    return (equations?.kind ?? .unknown, equations)
  }

  /// How many seeds there are, the first included.
  private func seeds(from first: UInt64, _ root: Section) -> Int {
    guard let count = root.integerIfPresent("seeds", atLeast: 1), let node = root.node("seeds")
    else { return 1 }
    if count > Study.mostRuns {
      diagnostics.report(
        "seeds: found \(count), expected at most \(Study.mostRuns)", at: node.origin)
      return 1
    }
    if first > UInt64.max - UInt64(count - 1) {
      diagnostics.report(
        "seeds: found \(count) from seed \(first) on, expected none beyond \(UInt64.max)",
        at: node.origin)
      return 1
    }
    return count
  }

  /// The number of synapses, on which all lists, files and the key `synapses` must agree.
  private func implied(
    _ count: Int?, at root: Section, by synapse: SynapseDescription, _ drive: Int?,
    equations: WrittenRule?
  ) -> Int {
    var claims: [(what: String, count: Int)] = []
    if let count { claims.append(("synapses", count)) }
    if let drive { claims.append(("drive", drive)) }
    for (what, source) in [
      ("synapse.initial.w_f", synapse.initialForward),
      ("synapse.initial.w_b", synapse.initialBackward),
    ] {
      if let count = source.impliedCount { claims.append((what, count)) }
    }
    for (what, rho) in [
      ("synapse.initial.rho", synapse.initialRho),
      ("synapse.backward.rho", synapse.backward?.initialRho),
    ] {
      if case .values(let values) = rho, values.count > 1 { claims.append((what, values.count)) }
    }
    claims += equations?.impliedCounts ?? []
    guard let first = claims.first else { return 1 }
    for other in claims.dropFirst() where other.count != first.count {
      diagnostics.report(
        "\(first.what) is for \(first.count) synapses, \(other.what) for \(other.count)",
        at: root.node("synapses")?.origin ?? root.origin)
    }
    return first.count
  }

  /// The edges of windows are held in memory, as the times to record are.
  private func checkWindow(
    _ window: Double?, _ key: String, at origin: ConfigurationNode.Origin, duration: Double
  ) {
    guard let window, duration / window > Self.largestCount else { return }
    diagnostics.report(
      "\(key): \(window) makes \(shortDescription(duration / window)) windows, expected at most"
        + " \(shortDescription(Self.largestCount))", at: origin)
  }

  /// Some methods solve one rule, or some drives.
  private func checkMethod(
    _ method: IntegrationMethod, _ section: Section, rule: RuleKind, drive: DriveDescription
  ) {
    guard let origin = section.node("method")?.origin, rule != .unknown,
      !section.has(IntegrationMethod.automaticWord, for: "method")
    else { return }
    for refusal in method.refusals(rule, drive) {
      diagnostics.report("integrator.method: \(refusal)", at: origin)
    }
  }

  private func comparison(_ section: Section, network: NetworkDescription?)
    -> ComparisonDescription
  {
    var comparison = ComparisonDescription()
    if let network {
      comparison.stepSizes = [1, 0.5, 0.2, 0.1].map { $0 * network.window }
      comparison.relativeTolerances = [1e-3, 1e-4, 1e-5, 1e-6]
    }
    comparison.stepSizes = section.grid("dt", default: comparison.stepSizes)
    comparison.relativeTolerances = section.grid("rtol", default: comparison.relativeTolerances)
    section.finish()
    return comparison
  }
}
