import Foundation

extension RunFiles {
  /// How long the rest takes at the run's rate so far.
  func secondsLeft(to end: Double, from reached: Reached?, _ checkpoint: Checkpoint?, now: Date)
    -> Double?
  {
    guard let reached, reached.time > 0 else { return nil }
    let rate: Double
    if let progress = checkpoint?.progress, progress.time > 0 {
      rate = progress.seconds / progress.time
    } else {
      guard let beginning = modified("study.yaml") else { return nil }
      rate = reached.date.timeIntervalSince(beginning) / reached.time
    }
    return max(0, rate * (end - reached.time) - now.timeIntervalSince(reached.date))
  }
}
