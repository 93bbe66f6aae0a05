/// The recorded part of a solution, against which others are measured.
package struct ReferenceSolution {
  /// For each time what is shown of the recorded synapses.
  package private(set) var samples: [[Double]] = []
  /// The largest magnitude of each of them over time, or 1 where it is always 0.
  package private(set) var scales: [Double] = []

  package init() {}

  package mutating func append(_ values: [Double]) {
    if scales.isEmpty { scales = Array(repeating: 0, count: values.count) }
    for i in values.indices { scales[i] = max(scales[i], values[i].magnitude) }
    samples.append(values)
  }

  package mutating func finish() {
    for i in scales.indices where scales[i] == 0 { scales[i] = 1 }
  }
}
