import ODESolvers

/// How the constants of a population's rule differ from piece to piece of a run, and from one group of synapses to another.
///
/// Within a piece between breakpoints they are held, so that what is solved in closed form still is. Only a drive whose
/// signals depend on the weights knows its pieces one by one; others have constants that stay.
public struct VaryingConstants: Sendable, Equatable {
  /// What multiplies η; nil if it stays.
  public var learningRate: Schedule?
  /// What multiplies T; nil if it stays.
  public var temperature: Schedule?
  /// How long an epoch is, in learning steps.
  public var epoch: Double
  /// Groups of neighbouring synapses with a temperature each, from the first synapse on; empty if all have the rule's.
  public var groups: [Group]

  /// Neighbouring synapses with a temperature, a layer of a network.
  public struct Group: Sendable, Equatable {
    /// The synapse after its last.
    public var end: Int
    /// What multiplies the rule's T.
    public var temperature: Double

    /// A group.
    public init(end: Int, temperature: Double) {
      self.end = end
      self.temperature = temperature
    }
  }

  /// By default nothing varies.
  ///
  /// - Precondition: an epoch is longer than 0; groups ascend, and their temperatures are positive.
  public init(
    learningRate: Schedule? = nil, temperature: Schedule? = nil, epoch: Double = 1,
    groups: [Group] = []
  ) {
    precondition(epoch > 0, "an epoch must last")
    precondition(
      zip(groups, groups.dropFirst()).allSatisfy { $0.end < $1.end }
        && groups.allSatisfy { $0.end > 0 && $0.temperature > 0 },
      "groups must ascend, and temperatures be positive")
    self.learningRate = learningRate
    self.temperature = temperature
    self.epoch = epoch
    self.groups = groups
  }

  /// Whether some change from piece to piece.
  public var areScheduled: Bool { learningRate != nil || temperature != nil }

  /// How many epochs have passed at a time: a whole number where one ends, whatever was rounded.
  package func epochs(at time: Double) -> Double {
    let epochs = time / epoch
    let whole = epochs.rounded()
    return (whole * epoch).isSameTime(as: time) ? whole : epochs
  }
}
