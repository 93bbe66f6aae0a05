import DataSets
import Foundation
import NeuralNetworks
import SpikingNetworks

/// Networks in steps, with what an implementation in Python made of them: see Fixtures/README.md.
struct SteppedReference: Decodable, CustomStringConvertible {
  struct Input: Decodable {
    let kind: String
    let shape: [Int]
  }
  struct Neurons: Decodable {
    let kind: String
    let d, theta: Double
    let tauS: Double?
    let activation, reset, output: String
    let learnsThresholds: Bool
  }
  struct Layer: Decodable {
    let kind: String
    let units, maps, size, padding, stride: Int?
    let pooling: String?
    let recurrent: Bool?
    let neurons: Neurons?
  }
  struct Gradient: Decodable {
    let kind: String
    let filtersErrors, rescalesErrors: Bool?
  }
  struct Feedback: Decodable {
    let kind: String
    let weights: [Double]?
    let matrices: [[[Double]]]?
  }
  struct Modulation: Decodable {
    let scope: String
    let factors: [[Double]]?
  }
  struct Expected: Decodable {
    let loss: Double
    let scores: [[Double]]
    let classes: [Int]
    let gradient: [Double]
    let z, u: [[[[Double]]]]
  }
  /// Numbers of an example, or of each of its steps.
  enum Example: Decodable {
    case numbers([Double])
    case steps([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else {
        self = .steps(try container.decode([[Double]].self))
      }
    }
  }

  let name: String
  let steps: Int
  let input: Input
  let examples: [Example]
  let labels: [Int32]
  let layers: [Layer]
  let readout: String
  let gradient: Gradient
  let feedback: Feedback
  let modulation: Modulation
  let dropout: [[[Double]]]?
  let weights: [Double]
  let expected: Expected

  var description: String { name }

  static let all: [SteppedReference] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/stepped-networks.json")
    struct Cases: Decodable { let cases: [SteppedReference] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode(Cases.self, from: Data(contentsOf: file)).cases
  }()
}

extension SteppedReference.Neurons {
  var neuron: SteppedNeuron {
    SteppedNeuron(
      decay: d, threshold: theta, activation: activation == "identity" ? .linear : .leakyReLU,
      reset: SteppedNeuron.Reset(rawValue: reset)!, output: output == "soft" ? .soft : .fires,
      filter: tauS)
  }
}

extension SteppedReference {
  /// The network.
  var network: Network {
    var nodes: [Node] = []
    var shape = Shape(input.shape[0], rows: input.shape[1], columns: input.shape[2])
    for layer in layers {
      let made: any NeuralNetworks.Layer
      switch layer.kind {
      case "dense":
        made = SteppedLayer(
          shape, units: layer.units!, isRecurrent: layer.recurrent!,
          neuron: layer.neurons!.neuron, learnsThresholds: layer.neurons!.learnsThresholds)
      case "convolution":
        made = SteppedLayer(
          Convolution(
            shape, maps: layer.maps!, kernel: layer.size!, stride: layer.stride!,
            padding: layer.padding!),
          neuron: layer.neurons!.neuron, learnsThresholds: layer.neurons!.learnsThresholds)
      default:
        made = Pooling(
          layer.pooling == "average" ? .average : .maximum, of: shape, window: layer.size!)
      }
      nodes.append(Node(made, of: nodes.isEmpty ? .examples : .node(nodes.count - 1)))
      shape = made.output
    }
    let share = dropout.map { masks in 1 - 1 / masks.joined().joined().max()! } ?? 0
    return Network(nodes: nodes, loss: .squaredError, dropout: share)
  }

  /// The spikes of the examples, if each step has its own numbers: in the middle of its step.
  private var spikes: SpikeTrains? {
    guard input.kind == "given" else { return nil }
    let trains = examples.map { example -> [SpikeTrains.Spike] in
      guard case .steps(let steps) = example else { return [] }
      return steps.enumerated().flatMap { step, counts in
        counts.enumerated().flatMap { neuron, count in
          (0..<Int(count)).map { _ in
            SpikeTrains.Spike(neuron: Int32(neuron), time: Double(step) + 0.5)
          }
        }
      }
    }
    return SpikeTrains(trains, neuronCount: input.shape[0])
  }

  private var features: [Float] {
    if input.kind == "given" { return examples.indices.map { Float($0) } }
    return examples.flatMap { example -> [Float] in
      if case .numbers(let numbers) = example { numbers.map { Float($0) } } else { [] }
    }
  }

  private var stepGradient: StepGradient {
    switch gradient.kind {
    case "backpropagation": .backpropagation
    case "surrogate": .surrogate
    default:
      .neighbourhoodAggregation(
        filtersErrors: gradient.filtersErrors!, rescalesErrors: gradient.rescalesErrors!)
    }
  }

  /// A workspace with the examples.
  func workspace(threads: Int) -> SteppedWorkspace<Double> {
    let spikes = spikes
    let inputs: [String: StepInput] = [
      "repeated": .repeated, "rows": .rows, "given": .spikes(SpikeEncoding(.given)),
    ]
    let pathways: [String: NeuralNetworks.Feedback] = [
      "transport": .transport, "backward": .backwardWeights, "direct": .direct,
    ]
    let scope = ErrorModulation.Scope(rawValue: modulation.scope)
    let workspace = SteppedWorkspace<Double>(
      SteppedSimulation(
        input: inputs[input.kind]!, given: spikes, steps: steps,
        readout: StepReadout(rawValue: readout)!, gradient: stepGradient), network,
      NetworkSetting(
        feedback: pathways[feedback.kind]!,
        modulation: scope.map { ErrorModulation(scope: $0, clip: nil) },
        random: NetworkDraws(seed: 1, initialisation: .glorotUniform), threads: threads),
      capacity: examples.count + 1)
    workspace.load(
      features: features, labels: labels, rows: 0..<Int32(labels.count))
    workspace.beginWindow(0)
    if let factors = modulation.factors {
      workspace.filteredImportances = Array(factors.joined())
    }
    if let matrices = feedback.matrices {
      let hidden = layers.dropLast().filter { $0.kind != "pooling" }
      let maps = hidden.map { $0.units ?? $0.maps! }
      workspace.setFixedMatrices(
        zip(matrices, maps).map { matrix, maps in
          // Of a map all units have the same.
          matrix.flatMap { row in (0..<maps).map { row[$0 * row.count / maps] } }
        })
    }
    if let dropout { workspace.setMasks(dropout.map { Array($0.joined()) }) }
    return workspace
  }
}
