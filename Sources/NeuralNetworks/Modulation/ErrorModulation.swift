/// GRAPES: errors are multiplied by factors that grow with the importance of the units that receive them.
///
/// The importance of unit n is i_n = Σ|W| over its weights, its factor 2 i_n/max i within its layer, clipped. The
/// output layer is not modulated. With dropout the silenced units and what comes from them do not count, example by
/// example; what is summed on its way counts. (G. Dellaferrera et al., Nature Communications 13:1885, equations 1–4 and 6.)
public struct ErrorModulation: Sendable, Equatable {
  /// Whether layers below feel it.
  public enum Scope: String, Sendable, CaseIterable {
    /// Errors are modulated before they travel on (equation 4).
    case propagating
    /// Errors travel unchanged; each layer's gradient is modulated (equation 3).
    case local
  }

  /// Which weights make a unit important.
  public enum Importance: String, Sendable, CaseIterable {
    /// Those from the layer below.
    case incoming
    /// Those to the layer above; to all layers above, where several read the unit, themselves or in sums.
    case outgoing
  }

  /// Whether layers below feel it.
  public var scope: Scope
  /// Which weights make a unit important.
  public var importance: Importance
  /// Factors outside are moved to the nearest end; nil: they are left as they are, above 0 and up to 2.
  public var clip: ClosedRange<Double>?
  /// τ_i of the filter τ_i di/dt = Σ|W| − i, in learning steps; nil: i = Σ|W| of the present weights.
  ///
  /// W is held for a window as it is at its start, so that the equation has a closed form; the window's factors are
  /// those of i at its end, and rest within it.
  public var timeConstant: Double?

  /// A modulation.
  ///
  /// - Precondition: the time constant is above 0, the clip's ends are not negative.
  public init(
    scope: Scope = .propagating, importance: Importance = .incoming,
    clip: ClosedRange<Double>? = 1...2, timeConstant: Double? = nil
  ) {
    precondition(timeConstant.map { $0 > 0 } ?? true, "a time constant is above 0")
    precondition(clip.map { $0.lowerBound >= 0 } ?? true, "a factor is not negative")
    self.scope = scope
    self.importance = importance
    self.clip = clip
    self.timeConstant = timeConstant
  }
}
