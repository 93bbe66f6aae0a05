/// A spike of a neuron.
public struct Spike: Sendable, Equatable {
  /// The neuron's layer: from 1, the outputs are the last; 0 for the input.
  public let layer: Int
  /// The neuron, from 0.
  public let neuron: Int
  /// When it fired.
  public let time: Double

  /// A spike.
  public init(layer: Int, neuron: Int, time: Double) {
    self.layer = layer
    self.neuron = neuron
    self.time = time
  }
}

/// A neuron's state at a time of a trial.
public struct Voltage: Sendable, Equatable {
  /// The neuron's layer, from 1; the outputs are the last.
  public let layer: Int
  /// The neuron, from 0.
  public let neuron: Int
  /// When.
  public let time: Double
  /// V.
  public let voltage: Double
  /// I, in the unit of V.
  public let current: Double

  /// A state.
  public init(layer: Int, neuron: Int, time: Double, voltage: Double, current: Double) {
    self.layer = layer
    self.neuron = neuron
    self.time = time
    self.voltage = voltage
    self.current = current
  }
}

/// Which voltages are recorded, and how often.
public struct Electrodes: Sendable, Equatable {
  /// Which neurons of every layer, from 0, ascending; a layer that is smaller has fewer.
  public let neurons: [Int]
  /// The time from one record to the next, above 0.
  public let interval: Double

  /// Electrodes.
  ///
  /// - Precondition: neurons are numbers from 0, and the interval is above 0.
  public init(neurons: [Int], interval: Double) {
    precondition(
      neurons.allSatisfy { $0 >= 0 } && interval > 0, "neurons count from 0, and time goes on")
    self.neurons = neurons
    self.interval = interval
  }
}
