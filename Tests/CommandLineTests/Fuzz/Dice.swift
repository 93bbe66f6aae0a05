import Foundation
import TestSupport

/// Random numbers of one case: the same seed, kind and index give the same case, on every machine.
struct Dice: RandomNumberGenerator {
  private var generator: SplitMix64

  init(seed: UInt64, kind: String, index: Int) {
    var state = seed
    for byte in "\(kind)-\(index)".utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    generator = SplitMix64(seed: state)
  }

  mutating func next() -> UInt64 { generator.next() }

  mutating func pick<Element>(_ elements: Element...) -> Element { pick(elements) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(elements.count)] }

  /// A whole number from 0 to below an end.
  mutating func number(_ end: Int) -> Int { Int(next() % UInt64(max(end, 1))) }

  /// Whether something happens that happens in so many of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { number(100) < percent }

  /// A positive number, evenly spread over decades.
  mutating func positive(_ low: Double, _ high: Double) -> Double {
    exp(log(low) + generator.unit() * (log(high) - log(low)))
  }
}
