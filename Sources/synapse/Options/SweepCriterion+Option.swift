import ArgumentParser
import Results

extension SweepCriterion {
  /// A result by which something is chosen, as an option names it.
  ///
  /// - Throws: `ValidationError` if it does not say which end is good, or is about examples that a choice must not see.
  init(option text: String) throws {
    guard let criterion = SweepCriterion(text) else {
      throw ValidationError(
        "--best-by: found \(text), expected an accuracy, a loss, or highest: or lowest: before the name"
      )
    }
    if criterion.isOfTestSet {
      throw ValidationError(
        "--best-by: found \(text), a result on the test set, expected one of examples held out: set"
          + " drive.data.validation, and choose by results_validation_accuracy or results_validation_loss"
      )
    }
    if criterion.metric.hasSuffix("seconds") {
      throw ValidationError(
        "--best-by: found \(text), a time on the clock, which is never the same twice, expected a column of sweep.csv"
      )
    }
    self = criterion
  }
}
