import Architectures
import Configuration
import DataSets
import HostSystem
import NeuralNetworks

extension NetworkDescription {
  func write(to writer: inout YAMLWriter, folder: String) {
    writer.section("data") {
      data.write(to: &$0, folder: folder)
      if let augmentation { $0.section("augmentation") { augmentation.write(to: &$0) } }
    }
    if let spiking {
      spiking.write(to: &writer)
    } else if let stepped {
      stepped.write(to: &writer)
    } else {
      writeResponses(to: &writer)
    }
    writer.write("initialisation", initialWeights.yaml)
    writer.write("backward_weights", backwardWeights.rawValue)
    if spiking == nil { writer.write("dropout", dropout) }
    writer.section("feedback") { feedback.write(to: &$0) }
    if let errorModulation {
      writer.section("error_modulation") { errorModulation.write(to: &$0) }
    } else {
      writer.write("error_modulation", "none")
    }
    if let hardware { writer.section("hardware") { hardware.write(to: &$0) } }
    if !frozen.isEmpty { writer.write("frozen", frozen.layerList) }
    writer.write("presentation", presentation.rawValue)
    if presentation != .fullBatch { writer.write("batch", "\(batch)") }
    writer.write("window", window)
    if spiking == nil { writer.write("precision", precision.rawValue) }
    if let tasks {
      writer.section("tasks") {
        $0.write("count", "\(tasks.count)")
        $0.write("epochs", "\(tasks.epochs)")
        $0.write("permuted_pixels", tasks.permutedPixels.map { "\($0)" } ?? "all")
      }
    }
  }

  /// What units that respond to numbers have.
  private func writeResponses(to writer: inout YAMLWriter) {
    writer.write("layers", architecture.yaml)
    if let normalisation = architecture.normalisation {
      writer.write("normalisation", normalisation.rawValue)
    }
    if architecture.hasRunningNormalisation { writer.write("tau_s", normalisationTime) }
    if architecture.leavesActivation { writer.write("activation", activation.rawValue) }
    writer.write("loss", loss.rawValue)
    writer.write("output_activation", outputActivation.rawValue)
  }
}

extension Initialisation {
  fileprivate var yaml: String {
    switch self {
    case .fans(let rule): rule.rawValue
    case .layers(let sources): "[\(sources.map(\.yaml).joined(separator: ", "))]"
    }
  }
}

extension ChosenExamples {
  fileprivate func write(to writer: inout YAMLWriter, folder: String) {
    switch source {
    case .named(let name): writer.write("set", name)
    case .yinYang: writer.write("set", YinYang.name)
    case .csv(let training, let test, let share, let label):
      writer.write("training_file", text: relativePath(from: folder, to: training))
      if let test {
        writer.write("test_file", text: relativePath(from: folder, to: test))
      } else if fold == nil {
        writer.write("test_share", share)
      }
      writer.write("label", text: label)
    case .spikes(let files): files.write(to: &writer, folder: folder, hasShare: fold == nil)
    }
    if let fold { writer.write("fold", "\(fold)") }
    if let shape { writer.write("shape", "[\(shape.channels), \(shape.rows), \(shape.columns)]") }
    if let training { writer.write("training", "\(training)") }
    if let test { writer.write("test", "\(test)") }
    if let validation { writer.write("validation", "\(validation)") }
    if case .yinYang(let seeds) = source {
      writer.section("seeds") {
        $0.write("training", "\(seeds.training)")
        if validation != nil { $0.write("validation", "\(seeds.validation)") }
        $0.write("test", "\(seeds.test)")
      }
    }
    if case .spikes = source { return }
    writer.write("scaling", scaling.rawValue)
  }
}

extension SpikeFiles {
  fileprivate func write(to writer: inout YAMLWriter, folder: String, hasShare: Bool) {
    writer.section("spikes") {
      $0.write("training_file", text: relativePath(from: folder, to: training.spikes))
      if let test { $0.write("test_file", text: relativePath(from: folder, to: test.spikes)) }
      if let neurons { $0.write("neurons", "\(neurons)") }
      $0.write("time_scale", timeScale)
    }
    for (key, labels) in [("training_file", training.labels), ("test_file", test?.labels)] {
      if let labels { writer.write(key, text: relativePath(from: folder, to: labels)) }
    }
    if test == nil, hasShare { writer.write("test_share", testShare) }
    writer.write("label", text: label)
  }
}

extension Augmentation {
  fileprivate func write(to writer: inout YAMLWriter) {
    writer.write("crop", "\(crop)")
    writer.write("flip", "\(flip)")
    writer.write("cutout", "\(cutout)")
  }
}

extension FeedbackPathway {
  fileprivate func write(to writer: inout YAMLWriter) {
    writer.write("pathway", name.rawValue)
    switch self {
    case .signSymmetry(let signs, let scale):
      writer.write("signs", signs.rawValue)
      if let scale { writer.write("scale", scale) }
    case .kolenPollack(let decay): writer.write("decay", decay)
    case .weightMirror(let rate, let decay, let batch):
      writer.write("rate", rate)
      writer.write("decay", decay)
      writer.write("batch", "\(batch)")
    default: break
    }
  }
}
