import Foundation
import NeuralNetworks
import Results
import Studies
import SynapticDynamics

/// What stands in a row of `layers.csv`.
extension LearningRecorder {
  /// How a layer's weights and those that errors come back through agree.
  func compare(
    _ layer: RecordedLayer, _ allForward: Span<Double>, _ backward: Span<Double>,
    _ state: Span<Double>, into row: inout LayerRow
  ) {
    let forward = allForward.extracting(layer.weights)
    let alignment = Alignment(forward: forward, backward: backward)
    row.angle = alignment.angle
    row.normRatio = alignment.normRatio
    var squares = SumOfSquares()
    for i in forward.indices { squares.add(forward[i] - backward[i]) }
    row.difference = squares.root()
    row.predictedDifference = predictedDifference(layer, state)
  }

  /// ‖W_f − W_b‖ as the contraction clock s has it: each difference by e^(−G s/4T) of what it was, which is true
  /// for weights far below T, if that stays, both partners follow the rule and do nothing else.
  private func predictedDifference(_ layer: RecordedLayer, _ state: Span<Double>) -> Double? {
    guard let rule = dynamics.rule as? BioAdam, rule.tracksContractionClock,
      study.drive.network?.feedback == .predisposition, network.hardware == nil,
      !study.synapse.hasDecoupledDecay, study.synapse.temperatureSchedule == nil
    else { return nil }
    let constants = dynamics.constants
    let group = constants.group(of: layer.weights.lowerBound - dynamics.firstSynapse)
    let predisposition = constants.rule(rule, ofGroup: group).forward.predisposition!
    let clock = (rule.components.count - 3) * model.network.synapseCount
    var squares = SumOfSquares()
    for i in layer.weights {
      squares.add(
        (initial.forward[i] - initial.backward[i])
          * exp(-predisposition.gain * state[clock + i] / (4 * predisposition.temperature)))
    }
    return squares.root()
  }

  /// How far ρ is from its equilibrium, and the update from Adam's.
  func equilibrium(
    _ layer: RecordedLayer, _ state: Span<Double>, _ part: Range<Int>, _ averages: [Double],
    into row: inout LayerRow
  ) {
    row.gradient = median(averages[part])
    guard let rule = dynamics.rule as? BioAdam else { return }
    let consumption = rule.forward.coConsumption
    let epsilon = study.synapse.constants[.epsilon]
    let n = model.network.synapseCount
    var (ratios, times): ([Double], [Double]) = ([], [])
    var (own, adam) = (SumOfSquares(), SumOfSquares())
    for (k, i) in zip(part, layer.sampled) {
      let rho = state[2 * n + i]
      let rate = consumption.rate(gradient: averages[k])
      ratios.append(rho * rate / consumption.production)
      times.append(1 / rate)
      own.add(state[i] * rho)
      adam.add(progress.statistics.adamDirection(of: k, epsilon: epsilon))
    }
    row.rhoRatio = median(ratios[...])
    row.rhoTime = median(times[...])
    row.adamRatio = own.rootRatio(to: adam)
  }
}

/// A layer as it is recorded.
struct RecordedLayer {
  /// Its weights among all synapses, without the biases.
  let weights: Range<Int>
  /// The synapses whose gradients are followed: up to five hundred, spread over the weights.
  let sampled: [Int]

  static func all(of network: Network) -> [RecordedLayer] {
    network.weightedNodes.map { layer in
      RecordedLayer(
        weights: layer.weights,
        sampled: evenlySpaced(500, among: layer.weights.count).map {
          layer.weights.lowerBound + $0
        })
    }
  }
}

private func median(_ values: ArraySlice<Double>) -> Double? {
  values.isEmpty ? nil : Distribution.median(values)
}
