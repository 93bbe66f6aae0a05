extension BioAdam {
  /// Substances that share one signal, and the weights that they move.
  ///
  /// Both partners hang on one branch; a backward partner with substances of its own has a second.
  package struct Branch {
    package var kinetics: Kinetics
    /// Which of a pair's signals drives it.
    package var signal: Int
    /// The first of its three components m⁺, m⁻, ρ.
    package var firstSubstance: Int
    /// The components of the weights that it moves.
    package var weights: Range<Int>
    /// The component of the contraction clock, if this branch drives one.
    package var clock: Int?
  }

  /// One branch, or two.
  package var branches: [Branch] {
    let forwardWeight = components.count - 2
    let clock = tracksContractionClock ? forwardWeight - 1 : nil
    guard let backward else {
      return [
        Branch(
          kinetics: forward, signal: 0, firstSubstance: 0,
          weights: forwardWeight..<(forwardWeight + 2), clock: clock)
      ]
    }
    return [
      Branch(
        kinetics: forward, signal: 0, firstSubstance: 0,
        weights: forwardWeight..<(forwardWeight + 1), clock: clock),
      Branch(
        kinetics: backward, signal: 1, firstSubstance: 3,
        weights: (forwardWeight + 1)..<(forwardWeight + 2), clock: nil),
    ]
  }
}
