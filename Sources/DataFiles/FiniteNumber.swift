/// A number as people write it: 10, 1e-3, 1.0e-3, .5, 5., +2, but not NaN, infinity or hexadecimal.
package func finiteNumber(_ text: String) -> Double? {
  var digits = text
  if digits.hasPrefix("+") || digits.hasPrefix("-") { digits.removeFirst() }
  guard let first = digits.first, first.isNumber || first == ".",
    digits.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
    digits.prefix(while: { !"eE".contains($0) }).contains(where: \.isNumber)
  else { return nil }
  if digits.hasSuffix(".") { digits += "0" }
  if digits.hasPrefix(".") { digits = "0" + digits }
  guard let value = Double(digits.replacing(".e", with: ".0e").replacing(".E", with: ".0e")),
    value.isFinite
  else { return nil }
  return text.hasPrefix("-") ? -value : value
}
