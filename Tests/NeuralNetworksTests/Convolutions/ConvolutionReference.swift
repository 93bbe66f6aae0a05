import Architectures
import Foundation
import NeuralNetworks
import Testing

/// What Fixtures/make_convolution_references.py computed.
struct ConvolutionReference: Decodable {
  /// A network, and what comes of it by each pathway; its numbers are those of the script's formulas.
  struct Case: Decodable, CustomTestStringConvertible {
    var name, loss, activation: String
    var input: [Int]
    var classes, count, synapses: Int
    var layers: [Layer]
    var lossValue: Double
    var outputs: [Double]
    var gradients: [String: [Double]]

    var testDescription: String { name }

    var network: Network {
      get throws {
        try Network(
          Architecture(layers.map(\.plan)),
          input: Shape(input[0], rows: input[1], columns: input[2]), classes: classes,
          activation: Activation(rawValue: activation)!, loss: Loss(rawValue: loss)!)
      }
    }

    var forward: [Double] { (0..<synapses).map { 0.4 * sin(1 + 1.7 * Double($0)) } }
    var backward: [Double] { (0..<synapses).map { 0.4 * cos(0.2 + 0.9 * Double($0)) } }
    var features: [Float] {
      (0..<(count * input.reduce(1, *))).map { Float(sin(0.7 + 1.3 * Double($0))) }
    }
    var labels: [Int32] { (0..<count).map { Int32($0 % classes) } }

    /// The matrix of a hidden layer with so many units or maps, classes × units.
    func fixedMatrix(ofHidden place: Int, units: Int) -> [Double] {
      (0..<(classes * units)).map { 0.4 * sin(3 + 2.1 * Double(place) + 0.37 * Double($0)) }
    }
  }

  /// A layer as a study says it.
  struct Layer: Decodable {
    var convolution: Kernel?
    var dense: Int?
    var pooling: Windows?
    var residual: [Layer]?
    var normalisation, activation, shortcut: String?
    var bias: Bool?

    struct Kernel: Decodable {
      var channels, kernel: Int
      var stride: Int?
      var padding: WholeNumberOrWord?
    }

    struct Windows: Decodable {
      var maximum: Int?
      var average: WholeNumberOrWord?
    }

    var plan: LayerPlan {
      let activation = activation.map { $0 == "none" ? .linear : Activation(rawValue: $0)! }
      if let residual {
        return .residual(
          ResidualPlan(
            residual.map(\.plan), shortcut: ResidualPlan.Shortcut(rawValue: shortcut!)!,
            activation: activation))
      }
      if let pooling {
        if let size = pooling.maximum { return .pooling(.maximum(size)) }
        return .pooling(pooling.average!.number.map { .average($0) } ?? .averageOfMaps)
      }
      let kind: WeightedPlan.Kind =
        if let convolution {
          .convolution(
            channels: convolution.channels, kernel: convolution.kernel,
            stride: convolution.stride ?? 1,
            padding: convolution.padding?.number.map { .zeros($0) } ?? .same)
        } else {
          .dense(dense!)
        }
      return .weighted(
        WeightedPlan(
          kind, normalisation: normalisation.map { Normalisation(rawValue: $0)! } ?? .none,
          hasBiases: bias, activation: activation))
    }
  }

  /// A whole number, or a word that stands in its place.
  struct WholeNumberOrWord: Decodable {
    var number: Int?

    init(from decoder: any Decoder) throws {
      number = try? decoder.singleValueContainer().decode(Int.self)
    }
  }

  var cases: [Case]

  static let shared: ConvolutionReference = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("../Fixtures/convolution-references.json")
    return try! JSONDecoder().decode(ConvolutionReference.self, from: Data(contentsOf: file))
  }()
}
