import DataFiles
import Results
import Studies

extension LearningRecorder {
  /// Says so if the network does far worse at its end than by chance.
  var lossWarning: String? {
    guard let loss = progress.learning.last?.trainingLoss else { return nil }
    let chance = model.drive.simulation.lossOfChance(of: model.network)
    // One class alone is told by chance.
    guard chance > 0, loss > Self.chanceFactor * chance else { return nil }
    return "the network diverged: its training loss is \(shortDescription(loss)) at the end, and"
      + " \(shortDescription(chance)) by chance"
  }

  /// Says so if neurons of a spiking network fire in no example.
  var silenceWarning: String? {
    let rows = progress.layers.suffix(layers.count)
    for row in rows where row.firing?.silent == 1 {
      let name = row.layer == layers.count ? "the output layer" : "layer \(row.layer)"
      return
        "\(name) fires in no test example at the end: "
        + (network.spiking == nil
          ? "what reads it learns nothing" : "without spikes there is no gradient")
        + "; give it larger weights by drive.initialisation, or a lower drive.neuron.threshold"
    }
    // In steps silent outputs learn by a surrogate.
    guard network.spiking != nil else { return nil }
    guard let silent = rows.last?.firing?.silent, silent > 0 else { return nil }
    return
      "\(shortDescription(silent * Double(model.network.classCount))) outputs fire in no test example at the"
      + " end; give them larger weights by drive.initialisation, or drive.readout.silent_label: ignored, so that examples"
      + " of silent labels do not silence the other outputs too"
  }

  /// A loss of so many times that of chance is no learning.
  private static let chanceFactor = 10.0
}
