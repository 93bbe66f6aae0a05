import Foundation

extension ReportTable {
  /// A field of the table.
  struct Cell: Sendable {
    /// What is read.
    let html: HTML
    /// Its number, if it is one. The page sorts by the value of the element `data`, if there is one.
    let number: Double?
    let isEmpty: Bool

    /// A text as it stands in a file; numbers of more than six digits are shown rounded.
    init(_ text: String) {
      let number = Double(text)
      self.number = number
      isEmpty = text.isEmpty
      let rounded = number.map { String(format: "%.6g", $0) }
      if let number, let rounded, rounded.count < text.count, Int(text) == nil, number.isFinite {
        html = "<data value=\"\(text)\">\(rounded)</data>"
      } else {
        html = "\(text)"
      }
    }

    /// Markup, and its number if it stands for one.
    init(markup: HTML, number: Double? = nil) {
      html = markup
      self.number = number
      isEmpty = false
    }

    static let empty = Cell("")
  }
}
