/// The tables that labelled spikes are read from, and how they are understood.
package struct SpikeFiles: Sendable, Equatable {
  /// The tables of a part.
  package struct Part: Sendable, Equatable {
    /// A table with the columns `example`, `neuron` and `time`: a row is a spike.
    package let spikes: String
    /// A table with the columns `example` and that of the classes: a row is an example. Nil: the classes stand beside the spikes.
    package let labels: String?

    package init(spikes: String, labels: String?) {
      (self.spikes, self.labels) = (spikes, labels)
    }
  }

  /// What is learned.
  package var training: Part
  /// What is tested with; nil: a share of the training part.
  package var test: Part?
  /// How much is split off for tests where they have no tables of their own.
  package var testShare: Double
  /// The column of the classes.
  package var label: String
  /// How many neurons there are; nil: up to the largest number of both parts.
  package var neurons: Int?
  /// What times are multiplied by.
  package var timeScale: Double

  package init(
    training: Part, test: Part? = nil, testShare: Double = 0.2, label: String = "label",
    neurons: Int? = nil, timeScale: Double = 1
  ) {
    self.training = training
    self.test = test
    self.testShare = testShare
    self.label = label
    self.neurons = neurons
    self.timeScale = timeScale
  }

  /// All of the files.
  package var paths: [String] {
    [training, test].compactMap(\.self).flatMap { [$0.spikes, $0.labels].compactMap(\.self) }
  }
}
