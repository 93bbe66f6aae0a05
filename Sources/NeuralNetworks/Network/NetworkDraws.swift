import RandomNumbers

/// Draws all that a network needs at random besides its weights, each number from what it is for alone.
public struct NetworkDraws: Sendable {
  /// The seed.
  public let seed: UInt64
  /// How weights are drawn.
  public let initialisation: Initialisation

  /// Draws by a seed.
  public init(seed: UInt64, initialisation: Initialisation) {
    self.seed = seed
    self.initialisation = initialisation
  }

  private func field(_ purpose: RandomField.Purpose) -> RandomField {
    RandomField(seed: seed, purpose: purpose)
  }

  /// A matrix that brings the error of the outputs to a hidden layer: inputs × outputs numbers.
  package func fixedMatrix(to layer: Int, inputs: Int, outputs: Int) -> [Double] {
    let count = inputs * outputs
    var values = [Double](repeating: 0, count: count)
    var span = values.mutableSpan
    initialisation.draw(
      0..<count, ofLayer: outputLayer, inputs: inputs, outputs: outputs,
      field: field(.feedbackMatrices), index: layer, into: &span)
    return values
  }

  /// Where each layer has a distribution of its own, these matrices have that of the outputs.
  private var outputLayer: Int {
    if case .layers(let sources) = initialisation { sources.count - 1 } else { 0 }
  }

  /// The sizes of the signs of all weights in a window.
  package func signSizes(of network: Network, window: Int) -> [Double] {
    network.initialWeights(initialisation, field: field(.signSizes), index: window)
  }

  /// What dropout multiplies the outputs of a hidden layer by: 0, or 1/(1 − share), so that their mean stays.
  ///
  /// - Parameter rows: the examples, by their places in the batch.
  package func mask(ofLayer layer: Int, units: Int, rows: Range<Int>, window: Int, dropout: Double)
    -> [Double]
  {
    var values = [Double](repeating: 0, count: rows.count * units)
    var span = values.mutableSpan
    let first = layer << 40
    field(.dropout).uniforms(
      synapses: (first + rows.lowerBound * units)..<(first + rows.upperBound * units),
      index: window, into: &span)
    for i in values.indices { values[i] = values[i] < dropout ? 0 : 1 / (1 - dropout) }
    return values
  }

  /// Noise for the units of a layer in a mirror phase: rows × units standard normal numbers.
  package func mirrorNoise(ofLayer layer: Int, units: Int, rows: Int, window: Int) -> [Double] {
    var values = [Double](repeating: 0, count: rows * units)
    var span = values.mutableSpan
    let first = layer << 40
    field(.mirrorNoise).normals(
      synapses: first..<(first + rows * units), index: window, into: &span)
    return values
  }
}
