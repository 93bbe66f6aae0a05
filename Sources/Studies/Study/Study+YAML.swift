import Configuration
import DataFiles
import Foundation
import GradientDrives
import HostSystem
import RandomNumbers
import SynapticDynamics
import SystemPackage

extension Study {
  /// The study with every default filled in, as a study file that runs to the same result again.
  ///
  /// - Parameter folder: where the file will stand; paths of data files are written relative to it.
  public func yaml(in folder: String) -> String {
    var writer = YAMLWriter()
    writer.write("study", text: name)
    writer.write("seed", "\(seed)")
    writer.write("seeds", "\(seeds)")
    if let learningStep { writer.write(LearningStep.key, text: learningStep.text) }
    writer.write("duration", duration)
    writer.write("synapses", "\(synapseCount)")
    if let equations {
      equations.text.write(to: &writer)
    } else {
      writer.write("rule", rule.name)
    }
    writer.section("synapse") {
      // Of layers that are chosen it must be known whether they are all.
      let network = synapse.earlierRun?.layers == nil ? nil : drive.network
      synapse.write(
        to: &$0, rule: rule, drawsWeights: drive.network == nil,
        layerCount: (try? network?.network())?.weightedNodes.count, folder: folder)
    }
    writer.section("drive") { drive.write(to: &$0, folder: folder) }
    writer.section("integrator") { integrator.write(to: &$0) }
    writer.section("record") { record.write(to: &$0, hasClock: rule == BioAdam.kind) }
    writer.section("compare") {
      $0.write("dt", list: comparison.stepSizes)
      $0.write("rtol", list: comparison.relativeTolerances)
    }
    return writer.text
  }
}

extension SynapseDescription {
  /// - Parameters:
  ///   - drawsWeights: whether the weights at the start are said here, not by a network.
  ///   - layerCount: how many layers a network has, where that matters.
  ///   - folder: where the file will stand.
  fileprivate func write(
    to writer: inout YAMLWriter, rule: RuleKind, drawsWeights: Bool, layerCount: Int?,
    folder: String
  ) {
    for constant in rule.constants + (rule.alternative?.constants ?? [])
    where constants.has(constant) {
      writer.write(constant.key, constants[constant])
    }
    for choice in rule.choices { writer.write(choice.key, constants[choice]) }
    if let temperature {
      if layerTemperatures.isEmpty {
        writer.write("temperature", temperature)
      } else {
        writer.write("temperature", list: layerTemperatures)
      }
      writer.write("temperature_scale", temperatureScale.rawValue)
      writer.write("predisposition_gain", predispositionGain)
    }
    switch weightDecay {
    case .coupled(let decay): writer.section("weight_decay") { $0.write("coupled", decay) }
    case .decoupled(let decay): writer.section("weight_decay") { $0.write("decoupled", decay) }
    case nil: break
    }
    let schedules = [
      ("learning_rate", learningRateSchedule), ("temperature", temperatureSchedule),
    ].filter { $0.1 != nil }
    if !schedules.isEmpty {
      writer.section("schedule") { writer in
        for (key, schedule) in schedules { writer.section(key) { schedule!.write(to: &$0) } }
      }
    }
    if rule.updateOrder != nil { writer.write("update_order", updateOrder.rawValue) }
    if let backward {
      writer.section("backward") { writer in
        writer.write("gain", backward.gain)
        writer.write("delay", backward.delay)
        writer.section("noise") {
          $0.write("sd", backward.noiseDeviation)
          $0.write("window", backward.noiseWindow)
        }
        if let tauM = backward.tauM { writer.write("tau_m", tauM) }
        if let tauRho = backward.tauRho { writer.write("tau_rho", tauRho) }
        if let rho = backward.initialRho { writer.write("rho", rho.yaml) }
      }
    }
    guard drawsWeights || rule == BioAdam.kind || earlierRun != nil else { return }
    func isDrawn(_ component: String) -> Bool {
      !(earlierRun?.hasAll(of: component, layerCount: layerCount) ?? false)
    }
    writer.section("initial") {
      if let earlierRun {
        $0.write("from", text: relativePath(from: folder, to: earlierRun.folder))
        if let components = earlierRun.components { $0.write("components", texts: components) }
        if let layers = earlierRun.layers { $0.write("layers", layers.layerList) }
      }
      if rule == BioAdam.kind, isDrawn("rho") { $0.write("rho", initialRho.yaml) }
      guard drawsWeights else { return }
      if isDrawn("w_f") { $0.write("w_f", initialForward) }
      if isDrawn("w_b") { $0.write("w_b", initialBackward) }
    }
  }
}

extension Schedule {
  fileprivate func write(to writer: inout YAMLWriter) {
    switch self {
    case .steps(let epochs, let factor):
      writer.section("steps") {
        $0.write("epochs", list: epochs)
        $0.write("factor", factor)
      }
    case .exponential(let factor): writer.write("exponential", factor)
    case .cosine(let last, let epochs):
      writer.section("cosine") {
        $0.write("to", last)
        $0.write("epochs", epochs)
      }
    case .pairs(let pairs):
      let all = pairs.map { "[\($0.epoch.yaml), \($0.factor.yaml)]" }.joined(separator: ", ")
      writer.write("pairs", "[\(all)]")
    }
  }
}

extension SynapseDescription.InitialRho {
  fileprivate var yaml: String {
    switch self {
    case .one: "one"
    case .zero: "zero"
    case .saturated: "saturated"
    case .equilibrium: "equilibrium"
    case .values(let values): values.count == 1 ? values[0].yaml : ValueSource.list(values).yaml
    }
  }
}

extension DriveDescription {
  fileprivate func write(to writer: inout YAMLWriter, folder: String) {
    switch self {
    case .constant(let gradient):
      writer.write("kind", "constant")
      writer.write("gradient", gradient)
    case .steps(let times, let gradients):
      writer.write("kind", "steps")
      writer.write("times", list: times)
      writer.write("gradients", "[\(gradients.map(\.yaml).joined(separator: ", "))]")
    case .sines(let amplitude, let frequency, let phase, let harmonics):
      writer.write("kind", "sines")
      writer.write("amplitude", amplitude)
      writer.write("frequency", frequency)
      writer.write("phase", phase)
      writer.write("harmonics", list: harmonics)
    case .heldNoise(let window, let deviation):
      writer.write("kind", "heldNoise")
      writer.write("window", window)
      writer.write("sd", deviation)
    case .ornsteinUhlenbeck(let window, let mean, let deviation, let tau, let interpolation):
      writer.write("kind", "ornsteinUhlenbeck")
      writer.write("window", window)
      writer.write("mean", mean)
      writer.write("sd", deviation)
      writer.write("tau", tau)
      writer.write("interpolation", interpolation.rawValue)
    case .file(let file, let interpolation):
      file.write(to: &writer, folder: folder)
      writer.write("interpolation", interpolation.rawValue)
    case .network(let network):
      writer.write("kind", network.isSpiking ? "spikingNetwork" : "network")
      network.write(to: &writer, folder: folder)
    }
  }
}

extension SignalFile {
  fileprivate func write(to writer: inout YAMLWriter, folder: String) {
    func written(_ path: String) -> String { relativePath(from: folder, to: path) }
    switch self {
    case .csv(let path, let columns):
      writer.write("kind", "csv")
      writer.write("file", text: written(path))
      if let time = columns.time {
        // A number is the name of a column, or a distance.
        if finiteNumber(time) != nil {
          writer.write("time", time)
        } else {
          writer.write("time", text: time)
        }
      }
      if let signals = columns.signals { writer.write("columns", texts: signals) }
    case .npy(let path, let time):
      writer.write("kind", "npy")
      writer.write("file", text: written(path))
      switch time {
      case .file(let path): writer.write("time", text: written(path))
      case .distance(let distance): writer.write("time", distance)
      }
    }
  }
}

extension IntegratorDescription {
  fileprivate func write(to writer: inout YAMLWriter) {
    writer.write("method", method.name)
    writer.write("dt", dt)
    writer.write("precision", precision.rawValue)
    writer.write("rtol", relativeTolerance)
    switch absoluteTolerance {
    case .all(let value): writer.write("atol", value)
    case .groups(let groups):
      writer.section("atol") { writer in
        for group in StateComponent.Group.allCases {
          if let value = groups[group] { writer.write(group.rawValue, value) }
        }
      }
    }
    writer.write("positivity", "\(positivity)")
    writer.write("linear_solver", linearSolver.rawValue)
    writer.write("max_steps", "\(maximumSteps)")
  }
}

extension RecordDescription {
  fileprivate func write(to writer: inout YAMLWriter, hasClock: Bool) {
    switch grid {
    case .every(let interval): writer.write("every", interval)
    case .times(let times): writer.write("times", list: times)
    case .logarithmic(let from, let to, let count):
      writer.write("times", "{log: [\(from.yaml), \(to.yaml), \(count)]}")
    }
    switch synapses {
    case .all: writer.write("synapses", "all")
    case .count(let count): writer.write("synapses", "\(count)")
    case .list(let list):
      writer.write("synapses", "[\(list.map(String.init).joined(separator: ", "))]")
    }
    if hasClock { writer.write("contraction_clock", "\(contractionClock)") }
    writer.write("columns", columns.map { "[\($0.joined(separator: ", "))]" } ?? "all")
    writer.write("format", format.rawValue)
    writer.write("population", "\(population)")
    if spikes { writer.write("spikes", "true") }
    if let voltages {
      writer.section("voltages") {
        $0.write("examples", "[\(voltages.examples.map(String.init).joined(separator: ", "))]")
        $0.write(
          "neurons", "[\(voltages.electrodes.neurons.map(String.init).joined(separator: ", "))]")
        $0.write("interval", voltages.electrodes.interval)
      }
    }
    writer.write("final", "\(self.final)")
  }
}
