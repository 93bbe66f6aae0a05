import Foundation

/// What property tests draw, by a generator apart from the ones under test.
package struct SeededRandom {
  private var generator: SplitMix64

  package init(seed: Int) { generator = SplitMix64(seed: UInt64(seed)) }

  package mutating func next() -> UInt64 { generator.next() }

  package mutating func uniform(_ low: Double = 0, _ high: Double = 1) -> Double {
    low + (high - low) * generator.unit()
  }

  /// A number whose logarithm is uniform.
  package mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    exp(uniform(log(low), log(high)))
  }

  /// By Box and Muller's transformation.
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  package mutating func bool() -> Bool { next() & 1 == 0 }

  package mutating func element<Element>(of elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }
}
