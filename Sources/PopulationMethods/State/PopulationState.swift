/// The flat state of a population, for methods that keep several.
package typealias PopulationState = PopulationValues<Double>

/// The values of every component of a population's synapses.
package struct PopulationValues<Scalar: BinaryFloatingPoint> {
  /// The number of synapses, n.
  package let count: Int
  /// Component-major.
  package var values: [Scalar]

  package init(_ values: [Scalar], count n: Int) {
    count = n
    self.values = values
  }

  /// A copy of a part.
  init(_ part: ReadPart, of state: PopulationValues) {
    count = part.count
    let components = state.values.count / state.count
    values = Array(repeating: 0, count: components * part.count)
    gather(part, of: state)
  }

  /// Copies a part of a population, for which there must be room.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func gather(_ part: ReadPart, of state: PopulationValues) {
    part.gather(state.values, of: state.count, into: &values)
  }

  /// Copies some synapses to where a state of the same size stands.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func copy(_ synapses: Range<Int>, to other: UnsafeMutablePointer<Scalar>) {
    values.withUnsafeBufferPointer { values in
      for first in stride(from: synapses.lowerBound, to: values.count, by: count) {
        (other + first).update(from: values.baseAddress! + first, count: synapses.count)
      }
    }
  }

  /// Copies a state of the same size, into the memory that is there.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func copy(_ other: PopulationValues) {
    for i in values.indices { values[i] = other.values[i] }
  }
}
