import Foundation

extension ReportTable {
  /// A field of the table.
  struct Cell: Sendable {
    /// What is read.
    let html: HTML
    /// Its number, if it is one. The page sorts by the value of the element `data`, if there is one.
    let number: Double?
    /// Of how many letters its longest word or number is, more or less.
    let length: Int

    var isEmpty: Bool { length == 0 }

    /// A text as it stands in a file; numbers of more than six digits are shown rounded.
    init(_ text: String) {
      // In hexadecimal it would be a number to Swift alone.
      let number = text.lowercased().contains("x") ? nil : Double(text)
      self.number = number
      let rounded = number.map(Self.rounded)
      if let number, let rounded, rounded.count < text.count, Int(text) == nil, number.isFinite {
        html = "<data value=\"\(text)\">\(rounded)</data>"
        length = rounded.count
      } else {
        html = "\(text)"
        length = text.count
      }
    }

    /// Markup that shows a text, and its number if it stands for one.
    init(markup: HTML, showing text: String, number: Double? = nil) {
      html = markup
      self.number = number
      length = text.count
    }

    static let empty = Cell("")

    /// A number as a report shows it.
    static func rounded(_ number: Double) -> String { String(format: "%.6g", number) }
  }
}
