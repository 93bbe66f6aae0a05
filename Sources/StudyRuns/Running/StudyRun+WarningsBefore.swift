import DataFiles
import Results
import Studies

extension StudyRun {
  /// What makes a run doubtful before it begins; none if nothing does.
  public var warningsBefore: [String] {
    [classesWarning, tasksWarning, stepWarning, sizeWarning].compactMap(\.self)
  }

  /// Of a run with a fixed step that is too large.
  private var stepWarning: String? {
    guard let limits else { return nil }
    let (dt, method) = (study.integrator.dt, study.integrator.method)
    let (stable, monotone) = method.stepBounds(limits)
    if dt >= stable {
      return "dt = \(dt) is not below \(method.name)'s stability limit"
        + " \(shortDescription(stable)), set by \(limits.limit)"
    }
    if let monotone, dt > monotone {
      return "with dt = \(dt) \(method.name) overshoots: it is monotone up to"
        + " \(shortDescription(monotone)), set by \(limits.limit)"
    }
    return nil
  }

  /// Of a table whose classes look like values to be met: whole numbers, with next to no example of each.
  private var classesWarning: String? {
    guard let network = study.drive.network, case .csv(_, _, _, let label) = network.data.source,
      network.examples.classNames?.allSatisfy({ finiteNumber($0) != nil }) ?? true
    else { return nil }
    let examples = network.examples
    guard examples.classCount > 20, examples.count < 5 * examples.classCount else { return nil }
    return
      "drive.data.label: \(label.excerpt) makes \(examples.classCount) classes of \(examples.count) training examples: whole"
      + " numbers are classes, each with an output of its own, and none is a value to be met"
  }

  /// Of a run that ends before its last task.
  private var tasksWarning: String? {
    guard let network = study.drive.network, let tasks = network.tasks else { return nil }
    let epochs = tasks.totalEpochs
    let lasting = study.duration / network.epochDuration
    guard lasting < epochs * (1 - 1e-9) else { return nil }
    return
      "the run lasts \(shortDescription(lasting)) epochs, and its \(tasks.count) tasks of \(tasks.epochs) take"
      + " \(shortDescription(epochs)): leave out epochs and duration for all of them"
  }

  /// Of a trace that fills a disk.
  private var sizeWarning: String? {
    guard estimatedTraceSize > 1_000_000_000 else { return nil }
    let advice = "record fewer times, synapses or columns for less"
    let other = study.record.format == .csv ? ", or record.format: npy for a third of it" : ""
    return "\(traceDescription); \(advice)\(other)"
  }
}
