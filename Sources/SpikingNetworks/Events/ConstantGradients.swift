import CKernels

/// The gradient of the loss by a layer's constants.
public struct ConstantGradients: Sendable, Equatable {
  /// By τ_m and τ_s of the layer.
  public internal(set) var tauM = 0.0, tauS = 0.0
  /// By θ of the layer.
  public internal(set) var threshold = 0.0
  /// By the delay of each neuron's spikes.
  public internal(set) var delays: [Double]

  init(neurons: Int) { delays = Array(repeating: 0, count: neurons) }

  /// Adds what was found of an example.
  mutating func add(_ found: spike_constants, _ record: SpikeRecord) {
    tauM += found.tau_m
    tauS += found.tau_s
    threshold += found.threshold
    for event in 0..<record.eventCount where record.isSpike(event) {
      delays[record.unit(event)] += record.ownDelays[event]
    }
  }
}
