import Studies

extension Study {
  /// Makes all that can be wrong before the first step of a run, of several seeds with the first.
  ///
  /// - Parameter inputs: where the files that it names are opened; those that it was read with.
  /// - Returns: what to know before running it.
  /// - Throws: what ``StudyRun`` throws.
  @discardableResult public func check(inputs: StudyInputs = .standard) throws -> [String] {
    try StudyRun(eachSeed[0], inputs: inputs).warningsBefore
  }
}
