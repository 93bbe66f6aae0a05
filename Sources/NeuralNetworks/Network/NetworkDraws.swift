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
    drawn(0..<(inputs * outputs), .feedbackMatrices, inputs: inputs, outputs: outputs, index: layer)
  }

  /// The sizes of the signs of all weights in a window.
  package func signSizes(of network: Network, window: Int) -> [Double] {
    network.initialWeights(initialisation, field: field(.signSizes), index: window)
  }

  /// What dropout multiplies the outputs of a hidden layer by: 0, or 1/(1 − share), so that their mean stays.
  package func mask(ofLayer layer: Int, units: Int, rows: Int, window: Int, dropout: Double)
    -> [Double]
  {
    var values = [Double](repeating: 0, count: rows * units)
    var span = values.mutableSpan
    let first = layer << 40
    field(.dropout).uniforms(
      synapses: first..<(first + rows * units), index: window, into: &span)
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

  private func drawn(
    _ synapses: Range<Int>, _ purpose: RandomField.Purpose, inputs: Int, outputs: Int, index: Int
  ) -> [Double] {
    var values = [Double](repeating: 0, count: synapses.count)
    var span = values.mutableSpan
    initialisation.draw(
      synapses, inputs: inputs, outputs: outputs, field: field(purpose), index: index, into: &span)
    return values
  }
}
