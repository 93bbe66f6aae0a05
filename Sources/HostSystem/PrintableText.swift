extension StringProtocol {
  /// The text with a sign in place of each character that is none but tells a terminal, or a program that reads
  /// lines, what to do: ␊ for a line break, ␛ for escape.
  package var printable: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0..<0x20: text.append(Unicode.Scalar(0x2400 + scalar.value)!)
      case 0x7F: text.append("\u{2421}")
      // C1, and what breaks lines or turns their direction.
      case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
        text.append("\u{FFFD}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
