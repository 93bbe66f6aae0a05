extension LearningTables {
  /// What came of the network, by name: what the last epoch's rows say, layers numbered, and what there is of its
  /// learning curve, or with tasks in sequence of what is forgotten.
  ///
  /// - Parameters:
  ///   - taskCount: how many tasks there are; nil without.
  ///   - epochsPerTask: for how many epochs each is trained.
  package func results(taskCount: Int?, epochsPerTask: Double?) -> [String: Double] {
    guard let last = learning.last else { return [:] }
    var results = [
      "epochs": last.epoch, "train_loss": last.trainingLoss,
      "train_accuracy": last.trainingAccuracy, "test_loss": last.testLoss,
      "test_accuracy": last.testAccuracy,
    ]
    results["validation_loss"] = last.validationLoss
    results["validation_accuracy"] = last.validationAccuracy
    for row in layers.suffix(layers.last?.layer ?? 0) {
      let values = [
        ("angle", row.angle), ("norm_ratio", row.normRatio), ("difference", row.difference),
        ("error_angle", row.errorAngle), ("rho_ratio", row.rhoRatio), ("rho_time", row.rhoTime),
        ("adam_ratio", row.adamRatio), ("factor_mean", row.factors?.mean),
        ("weight_sd", row.moments?.deviation), ("weight_kurtosis", row.moments?.kurtosis),
      ]
      for (name, value) in values {
        if let value, value.isFinite { results["\(name)_\(row.layer)"] = value }
      }
    }
    guard let taskCount, let epochsPerTask else { return results.merging(curve) { own, _ in own } }
    let accuracies = TaskAccuracies(tasks, count: taskCount, epochsPerTask: epochsPerTask)
    return results.merging(accuracies.results) { own, _ in own }
  }

  /// What there is of a single task: the best accuracy, and the learning curve's constants if it has some.
  private var curve: [String: Double] {
    let accuracies = learning.map(\.testAccuracy)
    var results = ["best_test_accuracy": accuracies.max()!]
    let fit = LearningCurveFit(epochs: learning.map(\.epoch), accuracies: accuracies)
    if let fit {
      results["slowness"] = fit.slowness
      results["slowness_se"] = fit.slownessError
      results["accuracy_maximum"] = fit.accuracyMaximum
      results["accuracy_maximum_se"] = fit.accuracyMaximumError
    }
    return results
  }
}
