import Foundation

/// Where a logarithmic axis has numbers, at least two of them however little it spans, and where marks alone.
package struct LogarithmicTicks {
  /// Where numbers stand, ascending.
  package let labelled: [Double]
  /// Where marks stand without a number.
  package let minor: [Double]
  /// Whether all numbers are powers of ten, and written as such.
  private let arePowers: Bool

  /// More numbers would stand too close.
  private static let mostLabels = 7

  /// - Parameter range: from where to where the axis goes, above 0.
  package init(_ range: ClosedRange<Double>) {
    let decades =
      Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
    func places(_ digits: [Int]) -> [Double] {
      decades.flatMap { power in digits.compactMap { Double("\($0)e\(power)") } }
        .filter { range.contains($0) && $0 > 0 }
    }
    let powers = places([1])
    if powers.count >= 2 {
      arePowers = true
      let distance = (powers.count + Self.mostLabels - 1) / Self.mostLabels
      let exponents = powers.map { Int(log10($0).rounded()) }
      labelled = zip(powers, exponents).filter { $0.1.isMultiple(of: distance) }.map(\.0)
      minor =
        distance > 1
        ? zip(powers, exponents).filter { !$0.1.isMultiple(of: distance) }.map(\.0)
        : powers.count <= 5 ? places(Array(2...9)) : []
      return
    }
    arePowers = false
    let choices = [[1, 3], [1, 2, 5], Array(1...9)].map(places)
    if let chosen = choices.first(where: { $0.count >= 3 && $0.count <= Self.mostLabels }) {
      labelled = chosen
      minor = places(Array(1...9)).filter { !chosen.contains($0) }
    } else {
      labelled = Self.evenlySpaced(in: range)
      minor = []
    }
  }

  /// Round numbers at equal distances, at least two.
  private static func evenlySpaced(in range: ClosedRange<Double>) -> [Double] {
    let span = range.upperBound - range.lowerBound
    guard span > 0 else { return [range.lowerBound] }
    let power = Int(log10(span / 2).rounded(.down))
    for (digit, power) in [(5, power), (2, power), (1, power), (5, power - 1)] {
      let distance = Double("\(digit)e\(power)")!
      guard distance > 0 else { break }
      let (first, last) = (
        (range.lowerBound / distance).rounded(.up), (range.upperBound / distance).rounded(.down)
      )
      guard last - first >= 2, last - first < 1000 else { continue }
      // A quotient of whole numbers has the digits that people write.
      return stride(from: first, through: last, by: 1).map { place in
        power < 0 ? place * Double(digit) / Double("1e\(-power)")! : place * distance
      }
    }
    // Numbers so near each other that no round ones are between.
    return [range.lowerBound, range.upperBound]
  }

  /// The numbers as they are shown, each with its place.
  func numbers(on medium: Medium) -> [(text: String, place: Double)] {
    let isPlain = labelled.allSatisfy { (1e-3..<1e5).contains($0) }
    return labelled.map { (label($0, isPlain: isPlain, on: medium), $0) }
  }

  private func label(_ value: Double, isPlain: Bool, on medium: Medium) -> String {
    guard medium == .file else { return String(format: arePowers ? "%.0e" : "%.6g", value) }
    if arePowers { return "10^{\(Int(log10(value).rounded()))}" }
    if isPlain { return String(format: "%.6g", value) }
    let parts = String(format: "%.6e", value).split(separator: "e")
    let digits = Double(parts[0])!
    return String(format: "%g", digits) + "·10^{\(Int(parts[1])!)}"
  }
}
