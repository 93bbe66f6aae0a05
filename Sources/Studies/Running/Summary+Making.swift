import Foundation
import NeuralNetworks
import ODESolvers
import SynapticDynamics

extension Summary.AlignmentSummary {
  init(_ alignment: Alignment) {
    angleDegrees = alignment.angle.isFinite ? alignment.angle : nil
    normRatio = alignment.normRatio.isFinite ? alignment.normRatio : nil
    largestDifference = alignment.largestDifference
  }
}

extension Summary.Spread {
  /// - Precondition: there are values.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    min = sorted[0]
    median = sorted[sorted.count / 2]
    max = sorted[sorted.count - 1]
  }
}

extension Summary.EquilibriumSummary {
  /// - Parameters:
  ///   - rule: the rule.
  ///   - rho: ρ of the synapses looked at.
  ///   - averageGradient: of the same synapses.
  init(_ rule: BioAdam, rho: [Double], averageGradient: [Double]) {
    let n = averageGradient.count
    synapses = n
    let kinetics = rule.forward
    production = kinetics.coConsumption.production
    consumption = kinetics.coConsumption.consumption
    decay = kinetics.coConsumption.decay
    gradientGain = kinetics.gradientGain
    let equilibria = averageGradient.map { Equilibrium(kinetics, gradient: $0) }
    let ratios = (0..<n).map { rho[$0] / equilibria[$0].rho }
    rhoOverEquilibrium = Summary.Spread(ratios)
    rhoRelaxationTime = Summary.Spread(equilibria.map(\.rhoTime))
    shareWithinFivePercent =
      Double(ratios.count { ($0 - 1).magnitude <= 0.05 }) / Double(ratios.count)
  }
}

extension Summary.StepLimitSummary {
  init(_ limits: StepLimits) {
    eulerMonotone = limits.eulerMonotone
    eulerStable = limits.eulerStable
    rk4Stable = limits.rungeKutta4Stable
    limitedBy = limits.limit.description
  }
}

extension Summary.ViolationSummary {
  init(_ violation: InvariantMonitor.Violation) {
    invariant = violation.invariant.rawValue
    synapse = violation.synapse
    time = violation.time
    value = violation.value
  }
}

extension Encodable {
  /// The text of a `summary.json`: sorted keys in snake case.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension Decodable {
  /// Reads a `summary.json`.
  package init(json data: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(Self.self, from: data)
  }
}

/// Versions of what ran.
public enum Versions {
  /// The version of this program.
  public static let program = "0.1.0"

  /// This program's and SUNDIALS', by name.
  public static var all: [String: String] {
    var versions = ["synapse": program, "blas": BLAS.version]
    #if SUNDIALS
      versions["sundials"] = CVODE.version
    #endif
    return versions
  }
}
