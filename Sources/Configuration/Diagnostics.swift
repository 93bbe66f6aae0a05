/// Gathers the mistakes of a study, so that all of them can be told at once.
package final class Diagnostics {
  /// So many mistakes are told; a list of words where numbers belong has one for each.
  private static let mostTold = 100

  private var mistakes: [(origin: ConfigurationNode.Origin, message: String)] = []
  private var told: Set<String> = []

  package init() {}

  /// The number of mistakes so far.
  package var count: Int { mistakes.count }

  /// Reports a mistake; one that several readers of a key find is one.
  package func report(_ message: String, at origin: ConfigurationNode.Origin) {
    report(mistake: "\(origin.description): \(message)", namedAt: origin)
  }

  /// Reports a mistake in a data file, whose message has its place already.
  package func report(mistake: String, namedAt origin: ConfigurationNode.Origin) {
    guard told.insert(mistake).inserted else { return }
    mistakes.append((origin, mistake))
  }

  /// Throws if anything was reported, the first in the file first.
  package func check() throws {
    guard !mistakes.isEmpty else { return }
    let order = mistakes.indices.sorted {
      (mistakes[$0].origin.position, $0) < (mistakes[$1].origin.position, $1)
    }
    var messages = order.prefix(Self.mostTold).map { mistakes[$0].message }
    if order.count > messages.count {
      messages.append("and \(order.count - messages.count) more mistakes of this kind or others")
    }
    throw ConfigurationError(messages)
  }
}
