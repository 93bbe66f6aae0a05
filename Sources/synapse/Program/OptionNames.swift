import ArgumentParser
import Foundation

/// The names that an option gives, separated by commas; nil if it is not given.
///
/// - Parameters:
///   - text: what stands behind it.
///   - option: what it is called.
///   - example: how names look.
/// - Throws: `ValidationError` if a name is empty.
func optionNames(_ text: String?, _ option: String, such example: String) throws -> [String]? {
  guard let text else { return nil }
  let names = text.split(separator: ",", omittingEmptySubsequences: false)
    .map { $0.trimmingCharacters(in: .whitespaces) }
  guard !names.contains("") else {
    throw ValidationError("\(option): found \"\(text)\", expected names such as \(example).")
  }
  return names
}
