import Parallel

extension Study {
  /// What can be wrong with a study that was read without mistakes before it is made.
  ///
  /// - Parameter ranks: who share the population.
  /// - Throws: ``StudyError`` if it stands for several runs, cannot be shared by so many, or a substance begins below 0.
  func check(for ranks: Ranks) throws {
    guard seeds == 1 else {
      throw StudyError(
        "seeds: the study stands for \(seeds) runs, which synapse run and synapse sweep make; expected one,"
          + " as with --set seeds=1")
    }
    guard ranks.count <= synapseCount else {
      throw StudyError(
        "there are \(ranks.count) ranks for \(synapseCount) synapses: use fewer ranks")
    }
    guard ranks.count == 1 || drive.network == nil || synapseCount <= Int(Int32.max) else {
      throw StudyError(
        "a network of \(synapseCount) synapses is too large for several ranks, which exchange \(Int32.max) numbers at"
          + " most: start one process")
    }
    let synapses = ranks.share(of: synapseCount)
    if let mistake = equations?.negativeStart(of: synapses, field: field(.substances)) {
      throw StudyError(mistake)
    }
  }
}
