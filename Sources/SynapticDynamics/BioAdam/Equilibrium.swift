/// The fixed point of Bio-Adam's substances under a constant gradient, and how fast it is reached.
///
/// m* = g, ρ* = 1/(|g|+ε) (arXiv:2212.09440, eqs. 13–14), so that the weight moves at −η f g/(|g|+ε).
/// The way there takes τ_m for m, and τ_ρ/(|g|+ε), not τ_ρ, for ρ.
public struct Equilibrium: Sendable, Equatable {
  /// K·g, the gradient that the equations see.
  public let gradient: Double
  /// m* = K g.
  public let momentum: Double
  /// m⁺* = m₀ − K g/2.
  public let mPlus: Double
  /// m⁻* = m₀ + K g/2.
  public let mMinus: Double
  /// ρ*.
  public let rho: Double
  /// τ_m, the time constant of m.
  public let momentumTime: Double
  /// τ_ρ/(|Kg|+ε), the time constant of ρ.
  public let rhoTime: Double
  /// dw/dt of a synapse whose f is 1: −η m* ρ*.
  public let weightRate: Double

  /// The equilibrium of a synapse with the given constants under a gradient g.
  public init(_ kinetics: BioAdam.Kinetics, gradient g: Double) {
    let g = kinetics.gradientGain * g
    gradient = g
    momentum = g
    mPlus = kinetics.restConcentration - 0.5 * g
    mMinus = kinetics.restConcentration + 0.5 * g
    rho = kinetics.coConsumption.equilibrium(gradient: g)
    momentumTime = kinetics.tauM
    rhoTime = 1 / kinetics.coConsumption.rate(gradient: g)
    weightRate = -kinetics.learningRate * momentum * rho
  }
}
