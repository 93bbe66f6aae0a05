/// Bio-Adam (arXiv:2212.09440, eqs. 5–23): two complementary substances m⁺, m⁻ smooth the gradient,
/// a co-consumed substance ρ divides by its running magnitude.
///
///     τ_m dm⁺/dt = m₀ − m⁺ − g/2        τ_m dm⁻/dt = m₀ − m⁻ + g/2
///     dρ/dt = α (ρ₀ − ρ) − γ |g| ρ      (τ_ρ = 1/γ, ρ₀ = 1/ε, α = γ ε: τ_ρ dρ/dt = 1 − (|g|+ε) ρ)
///     dw/dt = −η f m ρ                  for w_f and w_b; f ≡ 1 without predisposition
///
/// with m = m⁻ − m⁺. The state has m and c = m⁺ + m⁻ in place of the two concentrations, which are
/// (c ∓ m)/2:
///
///     τ_m dm/dt = g − m                 τ_m dc/dt = 2m₀ − c
///
/// So m, which alone moves the weights, has all its digits however small it is beside m₀.
///
/// g is the gradient times ``Kinetics/gradientGain``. With ``backward`` the backward partner has
/// substances of its own, driven by a signal of its own, as a perturbation to study.
public struct BioAdam: SynapticRule, Equatable {
  /// The constants of one synapse.
  public struct Kinetics: Sendable, Equatable {
    /// τ_m, in learning steps.
    public var tauM: Double
    /// How ρ is produced and consumed.
    public var coConsumption: CoConsumption
    /// η.
    public var learningRate: Double
    /// m₀, the rest value of m⁺ and m⁻.
    public var restConcentration: Double
    /// K: the equations see K·g.
    public var gradientGain: Double
    /// f, or none.
    public var predisposition: Predisposition?

    /// Creates constants; by default those of the paper.
    ///
    /// - Precondition: τ_m is positive.
    public init(
      tauM: Double = RuleConstant.tauM.defaultValue, coConsumption: CoConsumption = CoConsumption(),
      learningRate: Double = RuleConstant.learningRate.defaultValue,
      restConcentration: Double = BioAdam.restConcentration.defaultValue,
      gradientGain: Double = RuleConstant.gradientGain.defaultValue,
      predisposition: Predisposition? = nil
    ) {
      precondition(tauM > 0, "τ_m must be positive")
      self.tauM = tauM
      self.coConsumption = coConsumption
      self.learningRate = learningRate
      self.restConcentration = restConcentration
      self.gradientGain = gradientGain
      self.predisposition = predisposition
    }
  }

  /// The constants of the forward synapse, and of both partners without ``backward``.
  public let forward: Kinetics
  /// The constants of the backward partner, if it has substances of its own.
  public let backward: Kinetics?
  /// Whether the contraction clock s = ∫ η |m| ρ dt is carried along as a component. It changes no other component.
  public let tracksContractionClock: Bool

  /// Creates the rule.
  ///
  /// - Precondition: `forward` has a predisposition if the clock is tracked. Without one the weights do not contract.
  public init(
    _ forward: Kinetics = Kinetics(), backward: Kinetics? = nil,
    tracksContractionClock: Bool = false
  ) {
    precondition(
      !tracksContractionClock || forward.predisposition != nil,
      "the contraction clock is that of predisposition")
    self.forward = forward
    self.backward = backward
    self.tracksContractionClock = tracksContractionClock
  }

  /// `bioAdam`.
  public var name: String { "bioAdam" }
  /// 2 if the backward partner has a signal of its own.
  public var signalsPerSynapse: Int { backward == nil ? 1 : 2 }

  /// m, c, ρ, those of the backward partner if it has its own, the clock if tracked, the weights.
  public var components: [StateComponent] {
    var components = Self.substances
    if backward != nil {
      components += Self.substances.map {
        StateComponent(
          $0.name + "_b", symbol: $0.symbol + "_b", group: $0.group, isPositive: $0.isPositive)
      }
    }
    if tracksContractionClock {
      components.append(
        StateComponent(
          "contraction_clock", symbol: "s", group: .w, isErrorControlled: false))
    }
    return components + [.forwardWeight, .backwardWeight]
  }

  /// The components before the weights of n synapses at rest: m = 0, so that m⁺ = m⁻ = m₀, and the clock at 0.
  public func substancesAtRest(count n: Int, rho: Double = 1) -> [Double] {
    var values: [Double] = []
    for branch in branches {
      for value in [0, 2 * branch.kinetics.restConcentration, rho] {
        values += repeatElement(value, count: n)
      }
    }
    return tracksContractionClock ? values + repeatElement(0, count: n) : values
  }

  private static let substances = [
    StateComponent("m", symbol: "m", group: .m),
    StateComponent("c", symbol: "m⁺ + m⁻", group: .m, isPositive: true),
    StateComponent("rho", symbol: "ρ", group: .rho, isPositive: true),
  ]

  /// m⁺ and m⁻ where the state has m and c, the rest of the state, and m last.
  public var shownQuantities: [ShownQuantity] {
    let components = components
    var shown = components.indices.map { ShownQuantity(components[$0], component: $0) }
    for branch in branches {
      let (m, c) = (branch.firstSubstance, branch.firstSubstance + 1)
      shown.append(shown[m])
      let suffix = branch.signal == 0 ? "" : "_b"
      shown[m] = ShownQuantity(
        "m_plus" + suffix, symbol: "m⁺" + suffix, group: .m, isPositive: true,
        terms: [.init(c, factor: 0.5), .init(m, factor: -0.5)])
      shown[c] = ShownQuantity(
        "m_minus" + suffix, symbol: "m⁻" + suffix, group: .m, isPositive: true,
        terms: [.init(c, factor: 0.5), .init(m, factor: 0.5)])
    }
    return shown
  }
}

/// The production and consumption of ρ: dρ/dt = `production` − (`consumption`·|g| + `decay`) ρ.
///
/// One law with two spellings: τ_ρ dρ/dt = 1 − (|g| + ε) ρ (eq. 15) and
/// dρ/dt = α (ρ₀ − ρ) − γ |g| ρ (eq. 12).
public struct CoConsumption: Sendable, Equatable {
  /// α ρ₀ = 1/τ_ρ.
  public let production: Double
  /// γ = 1/τ_ρ.
  public let consumption: Double
  /// α = ε/τ_ρ.
  public let decay: Double

  /// Equation 15.
  ///
  /// - Precondition: τ_ρ is positive, ε is not negative.
  public init(
    tauRho: Double = BioAdam.tauRho.defaultValue,
    epsilon: Double = RuleConstant.epsilon.defaultValue
  ) {
    precondition(tauRho > 0 && epsilon >= 0, "τ_ρ must be positive and ε not negative")
    production = 1 / tauRho
    consumption = 1 / tauRho
    decay = epsilon / tauRho
  }

  /// Equation 12.
  ///
  /// - Precondition: none of them is negative, γ and ρ₀ are positive.
  public init(alpha: Double, gamma: Double, saturation rho0: Double) {
    precondition(alpha >= 0 && gamma > 0 && rho0 > 0, "α, γ, ρ₀ must not be negative")
    production = alpha * rho0
    consumption = gamma
    decay = alpha
  }

  /// The rate at which ρ relaxes under a gradient g.
  @inlinable
  public func rate(gradient g: Double) -> Double { consumption * g.magnitude + decay }

  /// ρ*, the value that ρ relaxes to under a constant gradient g (eqs. 13–14).
  @inlinable
  public func equilibrium(gradient g: Double) -> Double { production / rate(gradient: g) }

  /// ρ* without gradient: ρ₀ = 1/ε.
  public var saturation: Double { equilibrium(gradient: 0) }
}
