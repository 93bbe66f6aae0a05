/// A spike of a neuron.
public struct Spike: Sendable, Equatable {
  /// The neuron's layer, from 1; the outputs are the last.
  public let layer: Int
  /// The neuron, from 0.
  public let neuron: Int
  /// When it fired.
  public let time: Double
}

extension SpikingWorkspace {
  /// The spikes of an example as it was run last: layer after layer, in each by time, then neuron.
  ///
  /// - Complexity: O(spikes log spikes).
  public func spikes(ofExample example: Int) -> [Spike] {
    trials[example].records.enumerated().flatMap { k, record in
      (0..<record.eventCount).filter(record.isSpike)
        .map { Spike(layer: k + 1, neuron: record.unit($0), time: record.time($0)) }
        .sorted { ($0.time, $0.neuron) < ($1.time, $1.neuron) }
    }
  }
}
