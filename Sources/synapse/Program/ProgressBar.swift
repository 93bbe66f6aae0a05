import Foundation

/// A live line on stderr: share done, bar, what, the rate, and the time left.
///
/// It is drawn at most ten times a second, and only on a terminal, unless another program is to read it.
final class ProgressBar {
  /// How it is shown.
  enum Style: String, CaseIterable {
    /// For people, on a terminal.
    case bar
    /// For other programs: a line of JSON each time.
    case json
  }

  private let style: Style
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var nextDrawing = ContinuousClock.now
  private var calls = 0
  private var isDrawn = false

  /// A bar for people.
  init() {
    style = .bar
    isShown = Terminal.isInteractive
  }

  /// - Parameters:
  ///   - messages: whether and how it is shown.
  ///   - isFirst: whether this process is the one of several that speaks.
  init(_ messages: MessageOptions, isFirst: Bool = true) {
    style = messages.progress
    isShown = isFirst && (style == .json || !messages.quiet && Terminal.isInteractive)
  }

  /// Shows how far a run is; cheap enough to be called after every step.
  ///
  /// - Parameters:
  ///   - fraction: the share done.
  ///   - what: in words, what was done.
  ///   - steps: the steps done.
  func update(
    _ fraction: @autoclosure () -> Double, _ what: @autoclosure () -> String, steps: Int
  ) {
    guard isShown else { return }
    calls += 1
    // The clock is asked rarely when steps are fast.
    guard calls % 16 == 0 || calls < 16 else { return }
    let now = ContinuousClock.now
    guard now >= nextDrawing else { return }
    nextDrawing = now + .milliseconds(100)
    draw(min(max(fraction(), 0), 1), what(), steps: steps)
  }

  /// Shows the next of a few long pieces of work, at once.
  func show(_ fraction: Double, _ what: String) {
    if isShown { draw(fraction, what, steps: nil) }
  }

  private func draw(_ fraction: Double, _ what: String, steps: Int?) {
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let left = fraction > 0 ? elapsed / fraction - elapsed : .infinity
    guard style == .bar else {
      let line = Line(
        fraction: fraction, what: what, steps: steps, seconds: elapsed,
        secondsLeft: left.isFinite ? left : nil)
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let data = try? encoder.encode(["progress": line]) else { return }
      Terminal.write(String(decoding: data, as: UTF8.self) + "\n")
      return
    }
    let filled = Int(fraction * 24)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    let rate = steps.map { String(format: ", %.3g steps/s", Double($0) / elapsed) } ?? ""
    let rest = left.isFinite ? ", \(Self.duration(left)) left" : ""
    let percent = String(format: "%3.0f %%", 100 * fraction)
    Terminal.write("\r\u{1B}[K\(percent) \(bar) \(what)\(rate)\(rest)")
    isDrawn = true
  }

  /// What other programs are told.
  private struct Line: Encodable {
    let fraction: Double
    let what: String
    let steps: Int?
    let seconds: Double
    let secondsLeft: Double?
  }

  /// Removes the line.
  func finish() {
    if isDrawn { Terminal.write("\r\u{1B}[K") }
    isDrawn = false
  }

  /// A time in seconds, for people.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: String(format: "%.0f s", seconds)
    case ..<3600: "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
