import NeuralNetworks

extension SpikingWorkspace {
  /// The spikes of an example as it was run last, those of the input too: layer after layer, in each by time, then neuron.
  ///
  /// - Complexity: O(spikes log spikes).
  public func spikes(ofExample example: Int) -> [Spike] {
    let trial = trials[example]
    let arrivals = trial.records[0].arrivals
    let inputs = zip(arrivals.times, arrivals.sources).map {
      Spike(layer: 0, neuron: Int($1), time: $0)
    }
    return inputs
      + trial.records.enumerated().flatMap { k, record in
        (0..<record.eventCount).filter(record.isSpike)
          .map { Spike(layer: k + 1, neuron: record.unit($0), time: record.time($0)) }
          .sorted { ($0.time, $0.neuron) < ($1.time, $1.neuron) }
      }
  }
}
