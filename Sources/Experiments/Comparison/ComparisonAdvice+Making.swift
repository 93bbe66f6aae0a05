import DataFiles
import Foundation
import Results
import Studies

extension ComparisonAdvice {
  /// The largest errors that advice is given for.
  package static let targets = [1e-3, 1e-6]

  /// Looks for the trial to take.
  ///
  /// - Parameters:
  ///   - target: the largest error that is wanted.
  ///   - rows: the trials.
  ///   - referenceError: how large the reference's own error is. Of smaller ones nobody can tell.
  package init(for target: Double, among rows: [ComparisonRow], referenceError: Double) {
    let wanted = shortDescription(target)
    guard referenceError <= target else {
      self.init(
        target: target,
        sentence:
          "for an error of \(wanted) there is no answer: the reference itself may be off by \(shortDescription(referenceError))",
        fastest: nil, nearest: nil, euler: nil)
      return
    }
    let good = rows.compactMap { row in row.goodError.map { (row: row, error: $0) } }
    let fastest = good.filter { $0.error <= target }.min { $0.row.seconds < $1.row.seconds }?.row
    let nearest = fastest == nil ? good.min { $0.error < $1.error } : nil
    let steps = rows.filter { $0.method == IntegrationMethod.euler.name }
    let euler =
      steps.isEmpty || fastest?.method == IntegrationMethod.euler.name
      ? nil : Euler(for: target, among: steps, least: fastest?.seconds)
    let answer =
      if let fastest {
        "for an error of \(wanted) take \(fastest.label) (\(Self.time(fastest.seconds)))"
      } else if let nearest, nearest.error >= 1 {
        "for an error of \(wanted) no trial is of use: all errors are as large as what is computed, or larger"
      } else if let nearest {
        "no trial has an error of \(wanted) or less; \(nearest.row.label) comes nearest, with"
          + " \(shortDescription(nearest.error)) (\(Self.time(nearest.row.seconds)))"
      } else {
        "for an error of \(wanted) there is no answer: no trial succeeded"
      }
    self.init(
      target: target,
      sentence: ([answer] + (euler.map { [$0.clause] } ?? [])).joined(separator: "; "),
      fastest: fastest.map { Trial($0) },
      nearest: nearest.map { Trial($0.row, errorMax: $0.error) }, euler: euler)
  }

  fileprivate static func time(_ seconds: Double) -> String {
    PhysicalTime(seconds: 1).text(of: rounded(seconds))
  }

  /// With two digits: times and steps that follow from orders have no more that mean something.
  fileprivate static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.1e", value)) ?? value
  }
}

extension ComparisonAdvice.Euler {
  /// Errors that fall more slowly than dt to this power have no order that leads anywhere.
  private static let leastOrder = 0.5
  /// Euler's own. Of larger steps errors may fall faster, near the limit of stability by any power, but not for long.
  private static let largestOrder = 1.0

  /// - Parameters:
  ///   - target: the largest error that is wanted.
  ///   - rows: Euler's trials.
  ///   - least: how long the trial takes that is advised, if there is one.
  fileprivate init(for target: Double, among rows: [ComparisonRow], least: Double?) {
    let trials = rows.compactMap { row in row.dt.map { (dt: $0, error: row.goodError, row: row) } }
      .sorted { $0.dt > $1.dt }
    guard let last = trials.lastIndex(where: { $0.error != nil }), let error = trials[last].error
    else {
      self.init(.failed)
      return
    }
    let finest = trials[last].row
    func found(_ basis: Basis, _ dt: Double) -> Self {
      // As many steps more, so much longer.
      Self(basis, dt: dt, seconds: finest.seconds * (trials[last].dt / dt), of: least)
    }
    guard error > target else {
      // Each step from here on has no larger error.
      let first = trials[...last].lastIndex { $0.error ?? .infinity > target }.map { $0 + 1 } ?? 0
      let (dt, error) = (trials[first].dt, trials[first].error!)
      guard first > 0, let above = trials[first - 1].error, error > 0 else {
        self = found(.tried, dt)
        return
      }
      let share = log(target / error) / log(above / error)
      self = found(.interpolated, dt * pow(trials[first - 1].dt / dt, share))
      return
    }
    guard let before = trials[..<last].lastIndex(where: { $0.error != nil }) else {
      self.init(.oneStep)
      return
    }
    let order = log(trials[before].error! / error) / log(trials[before].dt / trials[last].dt)
    guard order >= Self.leastOrder else {
      self.init(.noOrder)
      return
    }
    let dt = trials[last].dt * pow(target / error, 1 / min(order, Self.largestOrder))
    // Of errors beyond all measure no step follows that is a number.
    self = dt.isNormal ? found(.extrapolated, dt) : Self(.noOrder)
  }

  /// What is said of it.
  fileprivate var clause: String {
    switch basis {
    case .tried:
      "Euler reaches it with dt = \(shortDescription(dt!)), the largest step that was tried and does,\(cost)"
    case .interpolated: "Euler needs dt ≤ \(step)\(cost)"
    case .extrapolated: "Euler needs dt ≤ \(step) by extrapolation\(cost)"
    case .noOrder:
      "Euler's error does not fall with dt as that of a method of first order, so no step can be told"
    case .oneStep: "Euler succeeded with one step alone, which tells no order"
    case .failed: "Euler failed with every step"
    }
  }

  /// With two digits, and no larger than it is but for what roundings of logarithms make of it.
  private var step: String {
    let dt = dt! * (1 + 1e-9)
    let unit = pow(10, floor(log10(dt)) - 1)
    return shortDescription((dt / unit).rounded(.down) * unit)
  }

  /// How long it takes, beside the trial that is advised or by itself.
  private var cost: String {
    guard let timesAsLong else {
      return seconds.map { " and takes about \(ComparisonAdvice.time($0))" } ?? ""
    }
    func factor(_ number: Double) -> String { shortDescription(ComparisonAdvice.rounded(number)) }
    return switch timesAsLong {
    case 1.5...: " and is about \(factor(timesAsLong)) times slower"
    case ..<(1 / 1.5): " and is about \(factor(1 / timesAsLong)) times faster"
    default: " and takes about as long"
    }
  }
}

extension ComparisonRow {
  /// Its largest error, if it succeeded.
  fileprivate var goodError: Double? { status == "ok" ? errorMax : nil }

  /// The method with its setting.
  fileprivate var label: String {
    let setting =
      dt.map { " with dt = \(shortDescription($0))" }
      ?? rtol.map { " with rtol = \(shortDescription($0))" }
    return method + (setting ?? "")
  }
}
