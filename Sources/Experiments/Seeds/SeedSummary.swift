import Results
import Studies

/// What `summary.json` says of runs that differ in their seed alone.
struct SeedSummary: Codable {
  /// A result over those that finished.
  struct Result: Codable {
    var mean: Double
    /// The sample standard deviation; left out of one value.
    var sd: Double?
    var n: Int
  }

  /// The study's name.
  var study: String
  /// Whether all finished.
  var status: Summary.Status
  /// What failed, if something did.
  var message: String?
  /// What makes runs doubtful that finished, if something does.
  var warnings: [String]?
  /// How many there are.
  var seeds: Int
  /// By the names of `sweep.csv`.
  var results: [String: Result]
  /// Every parameter of the study that stands for them, by its dotted key.
  @TypedValues var parameters: [String: String]
  /// Versions of this program, its build, and the libraries that compute.
  var versions: [String: String]

  /// - Parameters:
  ///   - study: the study that stands for them.
  ///   - table: that of their sweep.
  ///   - group: all of its rows.
  ///   - folder: where the summary will stand.
  init(_ study: Study, _ table: SweepTable, _ group: SeedGroup, in folder: String) throws {
    let failed = table.count(.failed)
    self.study = study.name
    status = failed == 0 ? .finished : .failed
    message = failed == 0 ? nil : "\(failed) of \(table.rows.count) runs failed; sweep.csv says why"
    let doubtful = table.rows.count(where: \.isDoubtful)
    warnings =
      doubtful == 0
      ? nil : ["\(doubtful) of \(table.rows.count) runs have a warning; sweep.csv says which"]
    seeds = group.rows.count
    results = [:]
    for metric in table.metrics {
      results[metric] = group.statistics(of: metric).map {
        Result(mean: $0.mean, sd: $0.deviation, n: $0.count)
      }
    }
    parameters = try study.parameters(in: folder)
    versions = Versions.all
  }
}
