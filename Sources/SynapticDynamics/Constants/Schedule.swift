import Foundation

/// What a constant is multiplied by as training goes on: a function of the epochs that have passed.
public enum Schedule: Sendable, Equatable {
  /// The factor's power by how many of the epochs, which ascend, have come.
  case steps(epochs: [Double], factor: Double)
  /// The factor's power by the epochs: it is the factor of an epoch.
  case exponential(Double)
  /// From 1 to a factor at the end, after so many epochs, along half a period of the cosine (I. Loshchilov & F. Hutter,
  /// arXiv:1608.03983, eq. 5); that factor afterwards.
  case cosine(to: Double, epochs: Double)
  /// Factors at epochs, which ascend; linear between two of them, and constant before the first and after the last.
  case pairs([Pair])

  /// A factor at an epoch.
  public struct Pair: Sendable, Equatable {
    /// When.
    public var epoch: Double
    /// How much.
    public var factor: Double

    /// A factor at an epoch.
    public init(epoch: Double, factor: Double) {
      self.epoch = epoch
      self.factor = factor
    }
  }

  /// Factors of so many epochs, the smallest and the largest among them.
  ///
  /// All schedules go one way, but pairs, which have their extremes where they are given.
  package func extremes(upTo epochs: Double) -> [Double] {
    if case .pairs(let pairs) = self { return pairs.map(\.factor) }
    return [factor(after: 0), factor(after: epochs)]
  }

  /// The factor after some epochs.
  ///
  /// - Complexity: O(number of steps or pairs).
  public func factor(after epochs: Double) -> Double {
    switch self {
    case .steps(let edges, let factor):
      return pow(factor, Double(edges.count { $0 <= epochs }))
    case .exponential(let factor):
      return pow(factor, epochs)
    case .cosine(let last, let end):
      return last + (1 - last) * 0.5 * (1 + cos(.pi * min(epochs / end, 1)))
    case .pairs(let pairs):
      guard let next = pairs.firstIndex(where: { $0.epoch > epochs }) else {
        return pairs.last!.factor
      }
      guard next > 0 else { return pairs[0].factor }
      let (a, b) = (pairs[next - 1], pairs[next])
      return a.factor + (epochs - a.epoch) / (b.epoch - a.epoch) * (b.factor - a.factor)
    }
  }
}
