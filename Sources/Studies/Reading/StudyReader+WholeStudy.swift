import Configuration
import HostSystem
import Parallel
import SynapticDynamics

extension StudyReader {
  /// What only the whole study tells, once nothing else is wrong with it: whether it fits into memory, whether rates and
  /// the steps of devices have inverses, and whether its weights give a unit of temperature.
  func checkWhole(_ study: Study, _ root: Section) {
    guard diagnostics.count == 0 else { return }
    if let refusal = MemoryLimit.current.refusal(
      of: study.memoryNeeded(ranks: max(Ranks.countByLauncher, 1)))
    {
      let size = root.node("synapses") ?? root.section("drive").node("layers")
      let less =
        study.drive.network == nil
        ? "fewer synapses, windows" : "smaller layers, a smaller drive.batch, fewer windows"
      diagnostics.report(
        "the study \(refusal): expected \(less) or times to record, or a method that takes"
          + " less, such as exact or euler", at: size?.origin ?? root.origin)
      return
    }
    checkRanges(study, root.section("synapse"))
    checkSteps(study, root.section("drive").section("hardware"))
    guard diagnostics.count == 0 else { return }
    do {
      _ = try study.makeRule(for: 0..<1)
      _ = try study.makeVaryingConstants()
    } catch {
      let node = root.section("synapse").node("temperature")
      diagnostics.report("\(error)", at: node?.origin ?? root.origin)
    }
  }

  /// Updates and weights are counted in these steps.
  private func checkSteps(_ study: Study, _ hardware: Section) {
    guard let constraints = study.drive.network?.hardware else { return }
    hardware.checkInverse(of: "update_step", constraints.updateStep)
    hardware.checkInverse(of: "weight_step", constraints.weightStep)
  }

  /// Rates must be numbers that there are.
  private func checkRanges(_ study: Study, _ section: Section) {
    let (synapse, backward) = (study.synapse, section.section("backward"))
    let times = study.rule.constants.filter { $0.isTime && synapse.constants.has($0) }
    let inverted: [(String, Section, Double?)] =
      times.map { ($0.key, section, synapse.constants[$0]) } + [
        ("tau_m", backward, synapse.backward?.tauM),
        ("tau_rho", backward, synapse.backward?.tauRho),
        ("temperature", section, synapse.temperature),
      ]
    for (key, section, value) in inverted { section.checkInverse(of: key, value) }
    if case .decoupled(let decay) = synapse.weightDecay,
      !(decay * synapse.constants[.learningRate] * (study.drive.window ?? 1)).isFinite
    {
      diagnostics.report(
        "synapse.weight_decay.decoupled: found \(decay), and its product with the learning rate is more than a"
          + " number can be", at: section.node("weight_decay")!.origin)
    }
  }
}
