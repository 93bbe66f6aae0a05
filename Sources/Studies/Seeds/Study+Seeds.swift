extension Study {
  /// The studies of one seed each that this one stands for, by their seeds.
  var eachSeed: [Study] {
    (0..<seeds).map { index in
      var study = self
      study.seed += UInt64(index)
      study.seeds = 1
      return study
    }
  }

  /// Makes all that can be wrong before the first step of a run, of several seeds with the first.
  ///
  /// - Returns: what to know before running it, if there is something.
  /// - Throws: what ``StudyRun`` throws.
  @discardableResult public func check() throws -> String? {
    try StudyRun(eachSeed[0]).stepWarning
  }
}
