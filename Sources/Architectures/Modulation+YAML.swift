import Configuration
import NeuralNetworks

extension ErrorModulation {
  /// Writes the keys of its section.
  package func write(to writer: inout YAMLWriter) {
    writer.write("kind", "grapes")
    writer.write("scope", scope.rawValue)
    writer.write("importance", importance.rawValue)
    if let clip {
      writer.write("clip", list: [clip.lowerBound, clip.upperBound])
    } else {
      writer.write("clip", "none")
    }
    if let timeConstant { writer.write("filter", timeConstant) }
  }
}

extension HardwareConstraints {
  /// Writes the keys of its section.
  package func write(to writer: inout YAMLWriter) {
    writer.write("update_noise", updateNoise)
    if let updateStep { writer.write("update_step", updateStep) }
    if let weightStep { writer.write("weight_step", weightStep) }
    writer.write("rounding", rounding.rawValue)
  }
}
