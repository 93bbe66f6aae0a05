import ArgumentParser
import DataFiles

/// The number that an option gives, written as in study files: the library would take hexadecimal ones too.
///
/// - Throws: `ValidationError` if it is none.
func optionNumber(_ text: String) throws -> Double {
  guard let number = finiteNumber(text) else {
    throw ValidationError("found \"\(text.excerpt)\", expected a number such as 10, 0.5 or 1e-3")
  }
  return number
}
