/// Gathers the mistakes of a study, so that all of them can be told at once.
final class Diagnostics {
  /// So many mistakes are told; a list of words where numbers belong has one for each.
  private static let mostTold = 100

  private var mistakes: [(origin: ConfigurationNode.Origin, message: String)] = []

  /// The number of mistakes so far.
  var count: Int { mistakes.count }

  func report(_ message: String, at origin: ConfigurationNode.Origin) {
    mistakes.append((origin, "\(origin.description): \(message)"))
  }

  /// Reports a mistake in a data file, whose message has its place already.
  func report(mistake: String, namedAt origin: ConfigurationNode.Origin) {
    mistakes.append((origin, mistake))
  }

  /// Throws if anything was reported, the first in the file first.
  func check() throws {
    guard !mistakes.isEmpty else { return }
    let order = mistakes.indices.sorted {
      (mistakes[$0].origin.position, $0) < (mistakes[$1].origin.position, $1)
    }
    var messages = order.prefix(Self.mostTold).map { mistakes[$0].message }
    if order.count > messages.count {
      messages.append("and \(order.count - messages.count) more mistakes of this kind or others")
    }
    throw StudyError(messages)
  }
}
