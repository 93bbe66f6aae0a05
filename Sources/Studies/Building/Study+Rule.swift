import RuleEquations
import SynapticDynamics

extension Study {
  /// The rule with its constants, for some synapses.
  ///
  /// - Throws: ``StudyError`` if the weights give no unit of temperature.
  func makeRule(for synapses: Range<Int>) throws -> any SynapticRule {
    if let equations { return equations.rule(for: synapses, field: field(.ruleConstants)) }
    return rule(with: try predisposition())
  }

  /// How many components the rule has; that takes no unit of temperature.
  var componentCount: Int {
    rule(with: synapse.temperature.map { Predisposition(temperature: $0) }).components.count
  }

  private func rule(with predisposition: Predisposition?) -> any SynapticRule {
    var constants = synapse.constants
    constants.predisposition = predisposition
    let rule = rule.make(constants)
    guard let bioAdam = rule as? BioAdam else { return rule }
    let backward = synapse.backward.map { partner in
      var kinetics = bioAdam.forward
      kinetics.tauM = partner.tauM ?? kinetics.tauM
      if let tauRho = partner.tauRho {
        kinetics.coConsumption = CoConsumption(tauRho: tauRho, epsilon: constants[.epsilon])
      }
      return kinetics
    }
    return BioAdam(
      bioAdam.forward, backward: backward, tracksContractionClock: record.contractionClock)
  }

  private func predisposition() throws -> Predisposition? {
    guard let temperature = synapse.temperature else { return nil }
    let unit =
      switch synapse.temperatureScale {
      case .absolute: 1.0
      case .initialStandardDeviation: initialDeviation
      }
    let absolute = temperature * unit
    guard absolute > 0 && absolute.isFinite else {
      throw StudyError(
        "synapse.temperature: \(temperature) times the standard deviation \(unit) of the initial forward"
          + " weights is no temperature; use temperature_scale: absolute")
    }
    return Predisposition(temperature: absolute, gain: synapse.predispositionGain)
  }
}

extension Study {
  /// The standard deviation of the whole population's initial forward weights about their mean.
  ///
  /// They are drawn here and not kept: a rank that has a part of them gets the same sum as one that
  /// has all.
  private var initialDeviation: Double {
    let (source, field, count) = (
      synapse.initialForward, field(.forwardWeights), Double(synapseCount)
    )
    var mean = 0.0
    for i in 0..<synapseCount { mean += source.value(of: i, field: field) }
    mean /= count
    var squares = SumOfSquares()
    for i in 0..<synapseCount { squares.add(source.value(of: i, field: field) - mean) }
    return squares.root(over: count)
  }
}
