import DataFiles
import DataSets

extension NetworkDescription {
  /// The examples, prepared.
  ///
  /// - Throws: `DataSetError` or `DataFileError`; if they are spikes, also of one that comes after the trial.
  func examples(in inputs: StudyInputs, seed: UInt64) throws -> DataSet {
    let set = try inputs.examples(of: data, seed: seed)
    try check(set.spikes)
    return set
  }

  /// Sees to it that no spike comes after the trial, where it would be lost.
  ///
  /// - Throws: `DataFileError` with the line of the latest one if it does.
  func check(_ spikes: SpikeTrains?) throws {
    guard let latest = spikes?.latest else { return }
    let (duration, place, advice): (Double, String, String)
    if let spiking, latest.time > spiking.duration {
      (duration, place) = (spiking.duration, "after")
      advice = "drive.trial to at least \(latest.time.shortText)"
    } else if let stepped, latest.time >= stepped.duration {
      // A step ends before the next one begins.
      let key = stepped.testSteps < stepped.steps ? "drive.test_trial" : "drive.trial"
      (duration, place) = (stepped.duration, "not before")
      advice = "\(key) to at least \(stepped.trial(with: latest.time).shortText)"
    } else {
      return
    }
    throw DataFileError(
      file: latest.path, line: latest.line,
      "column \(latest.column): found the latest spike at \(latest.time.shortText), \(place) the end of the trial at"
        + " \(duration.shortText): set \(advice)")
  }
}
