/// Labelled examples that are spikes: which input neurons fire, and when.
package struct SpikeTrains: Sendable, Equatable {
  /// A spike.
  package struct Spike: Sendable, Equatable {
    /// Which input neuron fires, from 0.
    package var neuron: Int32
    /// When, from the beginning of its example.
    package var time: Double

    package init(neuron: Int32, time: Double) { (self.neuron, self.time) = (neuron, time) }
  }

  /// The neurons of all spikes, example by example, in each by time and then by neuron.
  package let neurons: [Int32]
  /// When they fire.
  package let times: [Double]
  /// The class of every example, from 0 to classCount − 1.
  package let labels: [Int32]
  /// How many input neurons there are; some may never fire.
  package let neuronCount: Int
  /// How many classes there are; some may have no example here.
  package let classCount: Int
  /// Where the spikes of each example begin, and where those of the last one end.
  private let starts: [Int]

  /// Examples of these spikes, each in any order.
  ///
  /// - Precondition: there are as many labels as examples, every label is a class and every neuron below neuronCount, and
  ///   times are finite and not negative.
  /// - Complexity: O(n log n) for n spikes.
  package init(examples: [[Spike]], labels: [Int32], neuronCount: Int, classCount: Int) {
    precondition(examples.count == labels.count, "every example has a label")
    precondition(labels.allSatisfy { 0 <= $0 && $0 < classCount }, "a label is not a class")
    var (neurons, times, starts) = ([Int32](), [Double](), [0])
    for spikes in examples {
      for spike in spikes.sorted(by: { ($0.time, $0.neuron) < ($1.time, $1.neuron) }) {
        precondition(0 <= spike.neuron && spike.neuron < neuronCount, "there is no such neuron")
        precondition(spike.time.isFinite && spike.time >= 0, "an example begins at 0")
        neurons.append(spike.neuron)
        times.append(spike.time)
      }
      starts.append(neurons.count)
    }
    (self.neurons, self.times, self.starts) = (neurons, times, starts)
    (self.labels, self.neuronCount, self.classCount) = (labels, neuronCount, classCount)
  }

  /// How many examples there are.
  package var exampleCount: Int { labels.count }

  /// Where the spikes of an example stand in `neurons` and `times`.
  ///
  /// - Precondition: there is such an example.
  package func spikes(of example: Int) -> Range<Int> { starts[example]..<starts[example + 1] }
}
