extension Study {
  /// A study stands for at most so many runs, and a sweep has at most so many: more nobody looks at, and their table
  /// would be read and written too often.
  package static let mostRuns = 10_000

  /// The studies of one seed each that this one stands for, by their seeds.
  package var eachSeed: [Study] {
    (0..<seeds).map { index in
      var study = self
      study.seed += UInt64(index)
      study.seeds = 1
      return study
    }
  }
}
