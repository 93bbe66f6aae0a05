import GradientDrives

/// How the constants of a population's rule differ from piece to piece of a run, and from one group of synapses to another.
///
/// They are held for a window, in which a network presents a batch, so that what is solved in closed form still is. Only a
/// drive whose signals depend on the weights knows its pieces one by one; others have constants that stay.
public struct VaryingConstants: Sendable, Equatable {
  /// What multiplies η; nil if it stays.
  public var learningRate: Schedule?
  /// What multiplies T; nil if it stays.
  public var temperature: Schedule?
  /// How long a window is, in learning steps.
  public var window: Double
  /// How many windows an epoch has.
  public var windowsPerEpoch: Int
  /// Groups of neighbouring synapses with constants of their own, from the first synapse on; empty if all have the rule's.
  public var groups: [Group]

  /// Neighbouring synapses with constants of their own, a layer of a network.
  public struct Group: Sendable, Equatable {
    /// The synapse after its last.
    public var end: Int
    /// What multiplies the rule's T.
    public var temperature: Double
    /// Whether its weights stay as they are: η is 0, and nothing decays.
    public var isFrozen: Bool

    /// A group.
    public init(end: Int, temperature: Double = 1, isFrozen: Bool = false) {
      self.end = end
      self.temperature = temperature
      self.isFrozen = isFrozen
    }
  }

  /// By default nothing varies.
  ///
  /// - Precondition: a window is longer than 0, and an epoch has one; groups ascend, and their temperatures are positive.
  public init(
    learningRate: Schedule? = nil, temperature: Schedule? = nil, window: Double = 1,
    windowsPerEpoch: Int = 1, groups: [Group] = []
  ) {
    precondition(window > 0 && windowsPerEpoch > 0, "an epoch must last")
    precondition(
      zip(groups, groups.dropFirst()).allSatisfy { $0.end < $1.end }
        && groups.allSatisfy { $0.end > 0 && $0.temperature > 0 },
      "groups must ascend, and temperatures be positive")
    self.learningRate = learningRate
    self.temperature = temperature
    self.window = window
    self.windowsPerEpoch = windowsPerEpoch
    self.groups = groups
  }

  /// Whether some change from piece to piece.
  public var areScheduled: Bool { learningRate != nil || temperature != nil }

  /// How many epochs have passed where the window begins in which a piece lies: pieces may be shorter than windows.
  package func epochs(before piece: ClosedRange<Double>) -> Double {
    Double(WindowGrid(length: window).window(of: piece)) / Double(windowsPerEpoch)
  }
}
