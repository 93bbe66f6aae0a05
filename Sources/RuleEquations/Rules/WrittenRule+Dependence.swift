extension WrittenRule {
  /// How the components of a pair hang on each other, whatever their values.
  package struct Dependence {
    /// The components whose rates hang on t.
    package var movesWithTime: [Int]
    /// Which rate (row) hangs on which component.
    package var hangsOn: [[Bool]]
    /// Whether there are functions that come ever nearer to a level, as tanh does.
    package var levelsOff: Bool
    /// Whether the backward weight has the forward one's equation and lives by itself, as the forward one does: what is
    /// true of one is true of the other.
    package var isMirrored: Bool
  }

  /// How they do.
  package var dependence: Dependence {
    var graph = system.graph
    let rates = graph.replacing(graph.sharedConstants(text.constants), in: system.rates)
    let onTime = graph.depends { $0 == .time }
    let columns = rates.indices.map { column in graph.depends { $0 == .component(column) } }
    let hangsOn = rates.map { rate in columns.map { $0[rate] } }
    let (forward, backward) = (rates.count - 2, rates.count - 1)
    let image = graph.replacing(
      [.component(forward): graph.input(.component(backward))], in: [rates[forward]])[0]
    let isAlone = rates.indices.allSatisfy { row in
      (row == backward || !hangsOn[row][backward]) && (row == forward || !hangsOn[row][forward])
    }
    let needed = graph.isNeeded(for: rates)
    let levelsOff = graph.nodes.indices.contains {
      guard $0 < needed.count, needed[$0], case .operation(let kind, _) = graph.nodes[$0] else {
        return false
      }
      return [.exponential, .tanh, .sigmoid, .power, .divide].contains(kind)
    }
    return Dependence(
      movesWithTime: rates.indices.filter { onTime[rates[$0]] }, hangsOn: hangsOn,
      levelsOff: levelsOff,
      isMirrored: isAlone && image == rates[backward])
  }
}
