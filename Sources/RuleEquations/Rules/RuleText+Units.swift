import Configuration

extension RuleText {
  /// In what a quantity is measured, as figures and messages write it.
  package struct Unit: Sendable, Equatable {
    package var name: String
    package var text: String
  }

  /// What has a unit besides the substances.
  private static let measured = ["time", "g", "g_b", "w"]
  /// Characters of a unit at most.
  private static let longestUnit = 30

  /// The unit of a component, of a signal, or of `time`.
  package func unit(of name: String) -> String? {
    let key = ["w_f", "w_b"].contains(name) ? "w" : name
    return units.first { $0.name == key }?.text
  }

  /// Reads the section `units`, once the substances are known.
  mutating func readUnits(_ section: Section) {
    for name in Self.measured + substances.map(\.name) {
      guard let text = section.text(name) else { continue }
      if text.count <= Self.longestUnit, text.unicodeScalars.allSatisfy({ !Self.isControl($0) }) {
        units.append(Unit(name: name, text: text))
      } else {
        section.diagnostics.report(
          "\(section.qualified(name)): found \(section.node(name)!.summary), expected a unit of at most"
            + " \(Self.longestUnit) characters in one line", at: section.node(name)!.origin)
      }
    }
    section.finish()
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
