/// The constants of a population's rule in the piece that is integrated.
///
/// Methods and kernels share one object, which learns of each piece as it begins; between that and the next one, when many
/// threads may look, nothing in it changes.
package final class HeldConstants: @unchecked Sendable {
  private let varying: VaryingConstants
  /// The synapse after the last one of each group, counted from the first here: of a part of the population some lie outside.
  private let ends: [Int]
  /// What multiplies η in the piece.
  private(set) var learningRate = 1.0
  /// What multiplies T in it.
  private var temperature = 1.0

  /// Those of rules as they are.
  package static let theRules = HeldConstants(VaryingConstants())

  /// Those before the first piece.
  ///
  /// - Parameters:
  ///   - varying: how they vary over the whole population.
  ///   - firstSynapse: the one of it that is number 0 here.
  package init(_ varying: VaryingConstants, firstSynapse: Int = 0) {
    self.varying = varying
    ends = varying.groups.map { $0.end - firstSynapse }
    begin(0...0)
  }

  /// Whether they are the same for all synapses and pieces: the rule's.
  package var areTheRules: Bool { varying.groups.isEmpty && !varying.areScheduled }

  /// Whether synapses of several groups differ.
  package var differ: Bool { !varying.groups.isEmpty }

  /// Moves to a piece.
  package func begin(_ piece: ClosedRange<Double>) {
    guard varying.areScheduled else { return }
    let epochs = varying.epochs(before: piece)
    learningRate = varying.learningRate?.factor(after: epochs) ?? 1
    temperature = varying.temperature?.factor(after: epochs) ?? 1
  }

  /// Calls `body` for neighbours of one group, with its number.
  ///
  /// - Parameters:
  ///   - block: the synapses.
  ///   - synapses: the ascending synapses of the population that these are counted among, or nil: all.
  @inline(__always)
  package func forEachGroup(
    of block: Range<Int>, among synapses: [Int]? = nil, _ body: (Range<Int>, Int) -> Void
  ) {
    guard !varying.groups.isEmpty else { return body(block, 0) }
    var start = block.lowerBound
    while start < block.upperBound {
      let group = group(of: synapses?[start] ?? start)
      let last = ends[group]
      var end = start + 1
      if let synapses {
        while end < block.upperBound, synapses[end] < last { end += 1 }
      } else {
        end = min(block.upperBound, last)
      }
      body(start..<end, group)
      start = end
    }
  }

  /// The group of a synapse; what lies outside of this part of the population has a group, too.
  ///
  /// - Complexity: O(log(number of groups)).
  package func group(of synapse: Int) -> Int {
    var (low, high) = (0, max(0, varying.groups.count - 1))
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > synapse { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The rule of a group in the piece.
  package func rule<Rule: ScalableRule>(_ rule: Rule, ofGroup group: Int) -> Rule {
    if areTheRules { return rule }
    let own = varying.groups.isEmpty ? 1 : varying.groups[group].temperature
    return rule.scaled(
      learningRate: isFrozen(group: group) ? 0 : learningRate, temperature: own * temperature)
  }

  /// Whether the weights of a group stay as they are.
  package func isFrozen(group: Int) -> Bool {
    !varying.groups.isEmpty && varying.groups[group].isFrozen
  }
}

/// A rule that has a learning rate and may have a temperature.
package protocol ScalableRule: SynapticRule {
  /// The rule with multiples of them.
  func scaled(learningRate: Double, temperature: Double) -> Self
}

/// One with a single learning rate.
package protocol OneRateRule: ScalableRule {
  /// η.
  var learningRate: Double { get set }
  /// f, or none.
  var predisposition: Predisposition? { get set }
}

extension OneRateRule {
  package func scaled(learningRate: Double, temperature: Double) -> Self {
    var rule = self
    rule.learningRate *= learningRate
    rule.predisposition = predisposition.scaled(temperature: temperature)
    return rule
  }
}

extension Optional<Predisposition> {
  /// The same at a multiple of the temperature.
  func scaled(temperature factor: Double) -> Self {
    map { Predisposition(temperature: factor * $0.temperature, gain: $0.gain) }
  }
}
