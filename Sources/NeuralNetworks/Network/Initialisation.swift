import RandomNumbers

/// How weights are drawn at the start; biases start at 0.
public enum Initialisation: Sendable, Equatable {
  /// By how many inputs and outputs a layer has.
  case fans(FanRule)
  /// Each layer with weights by a distribution of its own.
  case layers([ValueSource])

  /// Uniform, with the variance 2/(inputs + outputs).
  public static let glorotUniform = fans(.glorotUniform)
  /// Normal, with the variance 2/(inputs + outputs).
  public static let glorotNormal = fans(.glorotNormal)
  /// Uniform, with the variance 2/inputs.
  public static let heUniform = fans(.heUniform)
  /// Normal, with the variance 2/inputs.
  public static let heNormal = fans(.heNormal)
  /// Normal, with the variance 1/inputs.
  public static let lecunNormal = fans(.lecunNormal)

  /// How large the weights of a layer are.
  ///
  /// - Parameters:
  ///   - layer: its number among those with weights, from 0.
  ///   - parameters: what in it learns.
  package func typicalSize(ofLayer layer: Int, _ parameters: LayerParameters) -> Double {
    switch self {
    case .fans(let rule):
      rule.standardDeviation(inputs: parameters.fanIn, outputs: parameters.fanOut)
    case .layers(let sources): sources[layer].typicalSize
    }
  }

  /// Draws the weights of a layer.
  ///
  /// - Parameters:
  ///   - synapses: their numbers, by which they are drawn.
  ///   - layer: its number among those with weights, from 0.
  ///   - inputs: how many inputs it has.
  ///   - outputs: how many outputs.
  ///   - field: the random numbers.
  ///   - index: which of a synapse's.
  ///   - values: receives one for each.
  /// - Complexity: O(synapses).
  func draw(
    _ synapses: Range<Int>, ofLayer layer: Int, inputs: Int, outputs: Int, field: RandomField,
    index: Int = 0, into values: inout MutableSpan<Double>
  ) {
    switch self {
    case .fans(let rule):
      rule.draw(
        synapses, inputs: inputs, outputs: outputs, field: field, index: index, into: &values)
    case .layers(let sources):
      for (place, synapse) in synapses.enumerated() {
        values[place] = sources[layer].value(of: synapse, field: field, index: index)
      }
    }
  }
}

/// How weights are drawn by how many inputs and outputs a layer has.
public enum FanRule: String, Sendable, CaseIterable {
  /// What is taken where a study leaves it open.
  public static let standard = glorotUniform

  /// Uniform, with the variance 2/(inputs + outputs). (X. Glorot & Y. Bengio, AISTATS 2010.)
  case glorotUniform
  /// Normal, with the variance 2/(inputs + outputs).
  case glorotNormal
  /// Uniform, with the variance 2/inputs. (K. He et al., arXiv:1502.01852.)
  case heUniform
  /// Normal, with the variance 2/inputs.
  case heNormal
  /// Normal, with the variance 1/inputs. (Y. LeCun et al., Efficient BackProp, 1998.)
  case lecunNormal

  /// The standard deviation of the weights of a layer.
  public func standardDeviation(inputs: Int, outputs: Int) -> Double {
    switch self {
    case .glorotUniform, .glorotNormal: (2 / Double(inputs + outputs)).squareRoot()
    case .heUniform, .heNormal: (2 / Double(inputs)).squareRoot()
    case .lecunNormal: (1 / Double(inputs)).squareRoot()
    }
  }

  private var isNormal: Bool {
    switch self {
    case .glorotUniform, .heUniform: false
    case .glorotNormal, .heNormal, .lecunNormal: true
    }
  }

  /// Draws the weights of a layer.
  ///
  /// - Parameters:
  ///   - synapses: their numbers, by which they are drawn.
  ///   - inputs: how many inputs the layer has.
  ///   - outputs: how many outputs.
  ///   - field: the random numbers.
  ///   - index: which of a synapse's.
  ///   - values: receives one for each.
  /// - Complexity: O(synapses).
  fileprivate func draw(
    _ synapses: Range<Int>, inputs: Int, outputs: Int, field: RandomField, index: Int = 0,
    into values: inout MutableSpan<Double>
  ) {
    let deviation = standardDeviation(inputs: inputs, outputs: outputs)
    if isNormal {
      field.normals(synapses: synapses, index: index, into: &values)
      for i in 0..<synapses.count { values[i] *= deviation }
    } else {
      let limit = deviation * 3.0.squareRoot()
      field.uniforms(synapses: synapses, index: index, into: &values)
      for i in 0..<synapses.count { values[i] = limit * (2 * values[i] - 1) }
    }
  }
}
