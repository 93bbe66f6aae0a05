import RandomNumbers

/// How weights are drawn at the start; biases start at 0.
public enum Initialisation: String, Sendable, CaseIterable {
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
  func draw(
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
