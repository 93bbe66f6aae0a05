import Foundation
import NeuralNetworks
import Testing

/// What Fixtures/make_network_references.py computed.
struct NetworkReference: Decodable {
  /// A network with its weights, its examples, and what comes of them by each pathway.
  struct Case: Decodable, CustomTestStringConvertible {
    var sizes: [Int]
    var hidden, loss, output, initialisation: String
    var dropout: Double
    var seed: UInt64
    var window: Int
    var forward, backward: [Double]
    var features: [Float]
    var labels: [Int32]
    var evaluatedLoss: Double
    var correct: Int
    var results: [Result]
    /// The same with modulated errors.
    var modulated: [Result]

    struct Result: Decodable {
      var pathway: String
      var modulation: Modulation?
      var loss: Double
      var gradient, angles: [Double]
      /// Of each layer angle, norm ratio and largest difference, where something stands beside W.
      var alignments: [[Double]?]?
    }

    struct Modulation: Decodable {
      var scope, importance: String
      var clip: [Double]?

      var errorModulation: ErrorModulation {
        ErrorModulation(
          scope: ErrorModulation.Scope(rawValue: scope)!,
          importance: ErrorModulation.Importance(rawValue: importance)!,
          clip: clip.map { $0[0]...$0[1] })
      }
    }

    var testDescription: String { "\(hidden), \(loss), \(output), dropout \(dropout)" }

    var network: Network {
      Network(
        sizes: sizes, activation: Activation(rawValue: hidden)!, loss: Loss(rawValue: loss)!,
        outputActivation: Activation(rawValue: output)!, dropout: dropout)
    }

    /// A workspace with the examples, in the window.
    func workspace<Scalar: NetworkScalar>(
      _ pathway: String, modulation: ErrorModulation? = nil, of type: Scalar.Type
    ) -> NetworkWorkspace<Scalar> {
      let workspace = NetworkWorkspace<Scalar>(
        network, feedback: Self.feedback(pathway), modulation: modulation,
        random: NetworkDraws(
          seed: seed, initialisation: .fans(FanRule(rawValue: initialisation)!)),
        capacity: labels.count)
      workspace.load(features: features, labels: labels, rows: 0..<Int32(labels.count))
      workspace.beginWindow(window)
      return workspace
    }

    /// A probe of the same network and pathway.
    func probe(_ pathway: String) -> NetworkProbe {
      NetworkProbe(
        network, feedback: Self.feedback(pathway),
        random: NetworkDraws(
          seed: seed, initialisation: .fans(FanRule(rawValue: initialisation)!)))
    }

    private static func feedback(_ pathway: String) -> Feedback {
      switch pathway {
      case "transport": .transport
      case "backwardWeights": .backwardWeights
      case "direct": .direct
      case "indirect": .indirect
      case "uniformSigns": .signSymmetry(.uniform(0.3))
      case "deviationSigns": .signSymmetry(.uniform(nil))
      case "batchwiseSigns": .signSymmetry(.batchwiseRandom)
      case "frozenSigns": .signSymmetry(.frozenRandom)
      default: fatalError("there is no pathway \(pathway)")
      }
    }
  }

  /// Weights at the start.
  struct Initial: Decodable {
    var initialisation: String
    var seed: UInt64
    var sizes: [Int]
    var forward, backward: [Double]
  }

  var networks: [Case]
  var initials: [Initial]
  /// Of layer 2 with 4 units, 3 draws for window 5 by the seed 9.
  var mirrorNoise: [Double]

  static let shared: NetworkReference = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Fixtures/network-references.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode(NetworkReference.self, from: Data(contentsOf: file))
  }()
}

/// The largest difference, NaN if there is one that is not a number.
func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).reduce(0) {
    let difference = ($1.0 - $1.1).magnitude
    return difference <= $0 ? $0 : difference
  }
}
