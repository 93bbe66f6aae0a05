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
  var componentCount: Int { ruleInSomeUnit.components.count }

  /// The columns of a trace behind time and synapse: g, and what the rule shows.
  package var traceColumns: [String] { ["g"] + ruleInSomeUnit.shownQuantities.map(\.name) }

  private var ruleInSomeUnit: any SynapticRule {
    rule(with: synapse.temperature.map { Predisposition(temperature: $0) })
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
    if hasLayerTemperatures {
      return Predisposition(temperature: 1, gain: synapse.predispositionGain)
    }
    let unit =
      switch synapse.temperatureScale {
      case .absolute: 1.0
      case .initialStandardDeviation: initialDeviation
      }
    return Predisposition(
      temperature: try absolute(temperature, unit: unit, of: "the initial forward weights"),
      gain: synapse.predispositionGain)
  }

  private func absolute(_ temperature: Double, unit: Double, of weights: String) throws -> Double {
    let absolute = temperature * unit
    guard Self.isTemperature(absolute) else {
      if synapse.temperatureScale == .absolute {
        throw StudyError("synapse.temperature: found \(temperature), which has no inverse")
      }
      throw StudyError(
        "synapse.temperature: \(temperature) times the standard deviation \(unit) of \(weights)"
          + " is no temperature; use temperature_scale: absolute")
    }
    return absolute
  }
}

extension Study {
  /// Whether the layers of a network have temperatures of their own; the rule's is 1 then.
  private var hasLayerTemperatures: Bool {
    guard drive.network != nil, synapse.temperature != nil else { return false }
    return !synapse.layerTemperatures.isEmpty
      || synapse.temperatureScale == .initialStandardDeviation
  }

  /// How the rule's constants vary in the course of the run and from layer to layer.
  ///
  /// - Throws: ``StudyError`` if a layer's weights give no unit of temperature.
  func makeVaryingConstants() throws -> VaryingConstants {
    guard let network = drive.network else { return VaryingConstants() }
    let temperatures = try layerTemperatures(network)
    let constants = VaryingConstants(
      learningRate: synapse.learningRateSchedule, temperature: synapse.temperatureSchedule,
      window: network.window, windowsPerEpoch: network.windowsPerEpoch,
      groups: try network.frozen.isEmpty ? temperatures : layers(network, temperatures))
    if let schedule = synapse.temperatureSchedule, let temperature = synapse.temperature {
      let own = temperatures.isEmpty ? [temperature] : temperatures.map(\.temperature)
      for factor in schedule.extremes(upTo: duration / network.epochDuration) {
        for temperature in own where !Self.isTemperature(factor * temperature) {
          throw StudyError(
            "synapse.schedule.temperature: a factor of \(factor) makes no temperature of \(temperature)"
          )
        }
      }
    }
    return constants
  }

  /// Layers with temperatures of their own, if they have some, of which some do not change.
  private func layers(
    _ description: NetworkDescription, _ temperatures: [VaryingConstants.Group]
  ) throws -> [VaryingConstants.Group] {
    try description.network().weightedNodes.enumerated().map { index, node in
      VaryingConstants.Group(
        end: node.biases.upperBound,
        temperature: temperatures.isEmpty ? 1 : temperatures[index].temperature,
        isFrozen: description.frozen.contains(index + 1))
    }
  }

  /// Whether it is a positive number whose inverse is one.
  private static func isTemperature(_ value: Double) -> Bool {
    value > 0 && value.isFinite && (1 / value).isFinite
  }

  private func layerTemperatures(_ description: NetworkDescription) throws
    -> [VaryingConstants.Group]
  {
    guard hasLayerTemperatures, let temperature = synapse.temperature else { return [] }
    let network = try description.network()
    let layers = network.weightedNodes
    let own = synapse.layerTemperatures
    let initial =
      synapse.temperatureScale == .absolute
      ? nil : network.initialWeights(description.initialWeights, field: field(.forwardWeights))
    return try layers.indices.map { l in
      let weights = layers[l].weights
      let unit =
        initial.map { initial in
          standardDeviation(of: weights.count) { initial[weights.lowerBound + $0] }
        } ?? 1
      return VaryingConstants.Group(
        end: layers[l].biases.upperBound,
        temperature: try absolute(
          own.isEmpty ? temperature : own[l], unit: unit,
          of: "layer \(l + 1)'s initial forward weights"))
    }
  }

  /// That of values about their mean, each of which is asked for twice and none is kept.
  private func standardDeviation(of count: Int, _ value: (Int) -> Double) -> Double {
    var mean = 0.0
    for i in 0..<count { mean += value(i) }
    mean /= Double(count)
    var squares = SumOfSquares()
    for i in 0..<count { squares.add(value(i) - mean) }
    return squares.root(over: Double(count))
  }
}

extension Study {
  /// The standard deviation of the whole population's initial forward weights about their mean.
  ///
  /// They are drawn here and not kept: a rank that has a part of them gets the same sum as one that
  /// has all.
  private var initialDeviation: Double {
    let (source, field) = (synapse.initialForward, field(.forwardWeights))
    return standardDeviation(of: synapseCount) { source.value(of: $0, field: field) }
  }
}
