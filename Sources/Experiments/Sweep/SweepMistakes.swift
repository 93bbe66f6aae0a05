import Studies

/// Gathers the mistakes of a sweep's combinations: what many of them have in common is told once, with
/// the options that they have in common.
struct SweepMistakes {
  private let grid: SweepGrid
  /// In the order in which they were found.
  private var mistakes: [Mistake] = []
  /// Those of the study without variations.
  private var ofBase: [String] = []

  /// A message with the combinations that it belongs to.
  private struct Mistake {
    /// The key whose value is wrong, if the message names an option.
    let axis: Int?
    let message: String
    var combinations: [Int]
  }

  init(_ grid: SweepGrid) {
    self.grid = grid
  }

  /// Takes up what is wrong with a combination, or, at nil, with the study itself.
  mutating func record(_ error: any Error, at index: Int?) {
    let messages = (error as? StudyError)?.messages ?? ["\(error)"]
    guard let index else {
      ofBase = messages
      return
    }
    for message in messages where !ofBase.contains(message) {
      let (axis, rest) = named(message, at: index)
      if let known = mistakes.firstIndex(where: { $0.axis == axis && $0.message == rest }) {
        mistakes[known].combinations.append(index)
      } else {
        mistakes.append(Mistake(axis: axis, message: rest, combinations: [index]))
      }
    }
  }

  /// Throws if there is any.
  func check() throws {
    let messages = ofBase + mistakes.map(text)
    if !messages.isEmpty { throw StudyError(messages) }
  }

  /// Takes the option off a message that begins with it.
  private func named(_ message: String, at index: Int) -> (axis: Int?, message: String) {
    for (axis, setting) in grid.settings(at: index).enumerated() {
      let prefix = "--vary \(setting): "
      if message.hasPrefix(prefix) { return (axis, String(message.dropFirst(prefix.count))) }
    }
    return (nil, message)
  }

  private func text(_ mistake: Mistake) -> String {
    let combinations = mistake.combinations.map(grid.values)
    var (named, others): (String, [String]) = ("", [])
    for (position, axis) in grid.axes.enumerated() {
      let values = axis.values.filter { value in combinations.contains { $0[position] == value } }
      let option = "--vary \(axis.key)=\(values.joined(separator: ","))"
      if position == mistake.axis {
        named = "\(option): "
      } else if values.count < axis.values.count {
        others.append(option)
      }
    }
    return named + mistake.message
      + (others.isEmpty ? "" : " (with \(others.joined(separator: " ")))")
  }
}
