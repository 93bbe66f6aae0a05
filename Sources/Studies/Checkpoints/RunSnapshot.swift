import SynapticDynamics

/// All that whoever follows a run remembers of it, for a checkpoint. To save more, add a property here, and say in
/// ``StudyObserver/snapshot`` where it comes from and goes to.
struct RunSnapshot: Codable {
  /// Of the trace: the last time that was written.
  var lastRecordedTime: Double?
  var monitor: InvariantMonitor.Memory?
  var weights: WeightWatch.Memory
  /// Of the certificate.
  var verification: [[Double]]?
  var learning: LearningRecorder.Progress?
}

extension StudyObserver {
  /// What is remembered now; setting it goes back to that.
  var snapshot: RunSnapshot {
    get {
      RunSnapshot(
        lastRecordedTime: trace.lastTime, monitor: dynamics.monitor?.memory,
        weights: weights.memory,
        verification: verification?.samples, learning: learning?.memory)
    }
    set {
      trace.lastTime = newValue.lastRecordedTime
      if let memory = newValue.monitor { dynamics.monitor?.memory = memory }
      weights.restore(newValue.weights)
      if let samples = newValue.verification { verification?.samples = samples }
      if let memory = newValue.learning { learning?.memory = memory }
    }
  }
}
