import Foundation

/// Random numbers of one case: the same seed, kind and index give the same case, on every machine.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, kind: String, index: Int) {
    state = seed
    for byte in "\(kind)-\(index)".utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  /// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<Element>(_ elements: Element...) -> Element { pick(elements) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(elements.count)] }

  /// A whole number from 0 to below an end.
  mutating func number(_ end: Int) -> Int { Int(next() % UInt64(max(end, 1))) }

  /// Whether something happens that happens in so many of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { number(100) < percent }

  /// A positive number, evenly spread over decades.
  mutating func positive(_ low: Double, _ high: Double) -> Double {
    let share = Double(next() >> 11) / 0x1p53
    return exp(log(low) + share * (log(high) - log(low)))
  }
}
