import Foundation

/// A time with its unit, such as `50 ms`.
package struct PhysicalTime: Sendable, Equatable {
  /// The units that there are, as they are written.
  package enum Unit: String, CaseIterable, Sendable {
    case microseconds = "us"
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "min"
    case hours = "h"

    /// Whole numbers, so that one unit in another is exact where it can be.
    fileprivate var microseconds: Double {
      switch self {
      case .microseconds: 1
      case .milliseconds: 1e3
      case .seconds: 1e6
      case .minutes: 6e7
      case .hours: 3.6e9
      }
    }
  }

  package var value: Double
  package var unit: Unit

  /// Reads a number, 0 or more, with a unit behind it; `µs` is `us`. Nil for anything else.
  package init?(_ text: String) {
    let text = text.trimmingCharacters(in: .whitespaces)
    let letters = text.reversed().prefix { $0.isLetter }.reversed()
    let word = String(letters).replacing("µ", with: "u").replacing("μ", with: "u")
    guard let unit = Unit(rawValue: word),
      let value = finiteNumber(text.dropLast(letters.count).trimmingCharacters(in: .whitespaces)),
      value >= 0
    else { return nil }
    (self.value, self.unit) = (value, unit)
  }

  /// So many seconds.
  package init(seconds: Double) { (value, unit) = (seconds, .seconds) }

  /// The words of all units.
  package static var units: String {
    let words = Unit.allCases.map(\.rawValue)
    return "\(words.dropLast().joined(separator: ", ")) or \(words.last!)"
  }

  /// As it is read.
  package var text: String {
    let number = value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
    return "\(number) \(unit.rawValue)"
  }

  /// How many of another time it is.
  package func count(of other: PhysicalTime) -> Double {
    (value * unit.microseconds) / (other.value * other.unit.microseconds)
  }

  /// So many of it, in seconds.
  package func seconds(of count: Double) -> Double {
    count * (value * unit.microseconds) / Unit.seconds.microseconds
  }

  /// The largest unit in which so many of it are one or more.
  package func unit(of count: Double) -> Unit {
    let microseconds = count * value * unit.microseconds
    return Unit.allCases.last { microseconds.magnitude >= $0.microseconds } ?? .microseconds
  }

  /// How many of a unit it is.
  package func count(of other: Unit) -> Double {
    (value * unit.microseconds) / other.microseconds
  }

  /// So many of it, for people: in the largest unit of which there is one.
  package func text(of count: Double) -> String {
    let unit = unit(of: count)
    return
      "\(shortDescription(count * value * self.unit.microseconds / unit.microseconds)) \(unit.rawValue)"
  }
}
