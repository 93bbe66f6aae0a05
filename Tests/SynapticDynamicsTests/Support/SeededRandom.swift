import Foundation
import TestSupport

/// What property tests draw, by a generator apart from the ones under test.
struct SeededRandom {
  private var generator: SplitMix64

  init(seed: Int) { generator = SplitMix64(seed: UInt64(seed)) }

  mutating func next() -> UInt64 { generator.next() }

  mutating func uniform(_ low: Double = 0, _ high: Double = 1) -> Double {
    low + (high - low) * generator.unit()
  }

  /// A number whose logarithm is uniform.
  mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    exp(uniform(log(low), log(high)))
  }

  /// By Box and Muller's transformation.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  mutating func bool() -> Bool { next() & 1 == 0 }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }
}
