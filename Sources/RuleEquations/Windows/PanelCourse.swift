/// How far a synapse has come with its panels.
struct PanelCourse {
  /// What was seen of what kinks and jumps hang on within the panel.
  enum Sight: Equatable {
    case smooth, unresolved
    case change(at: Double)
  }

  /// Where the synapse stood first.
  let lane: Int
  /// How many panels were tried.
  var tries = 0
  /// How often the panel was halved.
  var halvings = 0
  /// Whether the next one may be longer.
  var mayGrow = true
  /// Whether the panel ends where something changes its sign.
  var isCut = false
  var sight = Sight.smooth
}
