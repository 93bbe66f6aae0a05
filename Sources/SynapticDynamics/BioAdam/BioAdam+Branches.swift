extension BioAdam {
  /// Substances that share one signal, and the weights that they move.
  ///
  /// Both partners hang on one branch; a backward partner with substances of its own has a second.
  package struct Branch {
    package var kinetics: Kinetics
    /// Which of a pair's signals drives it.
    package var signal: Int
    /// The first of its three components m, c, ρ.
    package var firstSubstance: Int
    /// The components of the weights that it moves.
    package var weights: Range<Int>
    /// The component of the contraction clock, if this branch drives one.
    package var clock: Int?
  }

  /// One branch, or two.
  package var branches: [Branch] {
    [forwardBranch] + (backwardBranch.map { [$0] } ?? [])
  }

  /// The branch of the forward weight, and of the backward weight if it has none of its own.
  var forwardBranch: Branch {
    Branch(
      kinetics: forward, signal: 0, firstSubstance: 0,
      weights: firstWeight..<(firstWeight + (backward == nil ? 2 : 1)),
      clock: tracksContractionClock ? firstWeight - 1 : nil)
  }

  /// The branch of a backward weight with substances of its own.
  var backwardBranch: Branch? {
    backward.map {
      Branch(
        kinetics: $0, signal: 1, firstSubstance: 3,
        weights: (firstWeight + 1)..<(firstWeight + 2), clock: nil)
    }
  }

  /// The component w_f, by counting: listing ``components`` would allocate with every evaluation.
  private var firstWeight: Int { (backward == nil ? 3 : 6) + (tracksContractionClock ? 1 : 0) }
}
