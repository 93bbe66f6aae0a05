import NeuralNetworks
import Results

/// The section `record`.
package struct RecordDescription: Sendable, Equatable {
  package enum Grid: Sendable, Equatable {
    case every(Double)
    case times([Double])
    case logarithmic(from: Double, to: Double, count: Int)
  }

  package enum Selection: Sendable, Equatable {
    case all
    case count(Int)
    case list([Int])
  }

  package var grid: Grid
  package var synapses: Selection
  /// Which columns of the trace, in its order, or nil: all.
  package var columns: [String]?
  package var format = TraceFormat.csv
  package var contractionClock = false
  /// Whether the state at the end is kept.
  package var final = false
  /// Whether the spikes of test examples at the end are kept, of a spiking network.
  package var spikes = false
  /// Which voltages at the end are kept, of a spiking network; nil: none.
  package var voltages: RecordedVoltages?
  /// Whether the whole population is surveyed.
  package var population = false
}

extension RecordDescription.Grid {
  /// Of a study that names none: the end of every epoch of a network, or two hundred pieces, or the ends alone of a
  /// duration too short to be divided.
  package static func standard(duration: Double, network: NetworkDescription?) -> Self {
    if let network { return .every(network.epochDuration) }
    return duration / 200 > .leastNormalMagnitude
      ? .every(duration / 200) : .times([0, duration])
  }
}

extension RecordDescription.Selection {
  /// Of a study that names none: ten synapses, or all if there are fewer.
  package static func standard(of population: Int) -> Self { .count(min(10, population)) }
}

/// The section `record.voltages`.
package struct RecordedVoltages: Sendable, Equatable {
  /// Which test examples, by their places among all, from 0, ascending.
  package var examples = [0]
  /// Which neurons, and how often.
  package var electrodes: Electrodes

  /// The first neurons of every layer, so often that curves look smooth.
  ///
  /// - Parameter trial: how long a trial lasts.
  static func standard(trial: Double) -> RecordedVoltages {
    RecordedVoltages(electrodes: Electrodes(neurons: [0, 1, 2, 3], interval: trial / 500))
  }
}
