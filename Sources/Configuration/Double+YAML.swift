extension Double {
  /// The shortest decimals that read back to the same number, as every reader of YAML takes for a number: version 1.1 wants a point
  /// before an exponent.
  package var yaml: String {
    let text = description
    guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else {
      return text
    }
    return "\(text[..<exponent]).0\(text[exponent...])"
  }
}
