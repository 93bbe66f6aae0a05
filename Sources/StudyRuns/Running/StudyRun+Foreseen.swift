import DataFiles
import Results
import Studies

/// What is known of a run before it begins.
extension StudyRun {
  /// About how large the trace will be, in bytes.
  public var estimatedTraceSize: Int {
    Trace.estimatedSize(
      study.record.format, times: times.count, synapses: recorded.count, columns: columns.count)
  }

  /// Whether it is a table in text.
  public var isTraceText: Bool { study.record.format == .csv }

  /// What is recorded of a synapse.
  var columns: [String] { study.record.columns ?? study.traceColumns }

  /// What the trace will be: how many rows, and about how large.
  public var traceDescription: String {
    let size = estimatedTraceSize
    let (amount, unit) =
      size < 1_000_000 ? (1e3, "kB") : size < 1_000_000_000 ? (1e6, "MB") : (1e9, "GB")
    let bytes = "about \(shortDescription((10 * Double(size) / amount).rounded() / 10)) \(unit)"
    let (all, each) = ("\(times.count) times × \(recorded.count) synapses", columns.count)
    return study.record.format == .csv
      ? "trace.csv: \(all), a row each of \(each + (study.learningStep == nil ? 2 : 3)) columns, \(bytes)"
      : "trace/: \(each) arrays of \(all), \(bytes)"
  }

  /// The method, and why it is the one.
  public var methodChoice: String { study.methodChoice }

  /// What to know before a run with a fixed step that is too large, if it is.
  public var stepWarning: String? {
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

  /// What to know before a run that ends before its last task, if it does.
  public var tasksWarning: String? {
    guard let network = study.drive.network, let tasks = network.tasks else { return nil }
    let epochs = tasks.totalEpochs
    let lasting = study.duration / network.epochDuration
    guard lasting < epochs * (1 - 1e-9) else { return nil }
    return
      "the run lasts \(shortDescription(lasting)) epochs, and its \(tasks.count) tasks of \(tasks.epochs) take"
      + " \(shortDescription(epochs)): leave out epochs and duration for all of them"
  }
}
