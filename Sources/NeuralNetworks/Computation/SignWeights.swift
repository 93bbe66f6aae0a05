/// Weights that have the signs of the forward weights, and sizes of their own.
package final class SignWeights<Scalar: NetworkScalar> {
  private let sizes: Feedback.SignSizes
  private let network: Network
  private let random: NetworkDraws
  /// Of each layer one size, or of each synapse.
  private let size: UnsafeMutablePointer<Scalar>
  /// The signs of one layer.
  private let signs: UnsafeMutablePointer<Scalar>
  /// Of each node its number among those with weights.
  private let layerNumbers: [Int?]

  /// Nil if errors travel in another way.
  ///
  /// - Parameters:
  ///   - feedback: how errors travel.
  ///   - network: the network.
  ///   - random: draws the sizes, or tells how large weights are at the start.
  package init?(for feedback: Feedback, network: Network, random: NetworkDraws) {
    guard case .signSymmetry(let sizes) = feedback else { return nil }
    self.sizes = sizes
    self.network = network
    self.random = random
    var layers = 0
    layerNumbers = network.nodes.map { node in
      guard !node.weights.isEmpty else { return nil }
      layers += 1
      return layers - 1
    }
    signs = Scalar.room(network.nodes.map(\.weights.count).max()!)
    size = Scalar.room(sizes == .batchwiseRandom ? network.synapseCount : layers)
    if case .uniform(let given) = sizes {
      for (layer, node) in network.weightedNodes.enumerated() {
        size[layer] = Scalar(
          given ?? random.initialisation.typicalSize(ofLayer: layer, node.layer.parameters))
      }
    }
  }

  deinit {
    signs.deallocate()
    size.deallocate()
  }

  /// Draws the sizes that are drawn for each window.
  package func beginWindow(_ window: Int) {
    guard sizes == .batchwiseRandom else { return }
    random.signSizes(of: network, window: window).withUnsafeBufferPointer {
      Scalar.convert($0.baseAddress!, count: $0.count, to: size)
    }
  }

  /// The signs of a node's weights, in the window that was begun last; they hold until the next call.
  package func callAsFunction(
    ofNode number: Int, forward: UnsafePointer<Scalar>, backward: UnsafePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let weights = network.nodes[number].weights
    let (size, count): (UnsafePointer<Scalar>, Int) =
      switch sizes {
      case .uniform: (UnsafePointer(self.size + layerNumbers[number]!), 1)
      case .batchwiseRandom: (UnsafePointer(self.size + weights.lowerBound), weights.count)
      case .frozenRandom: (backward + weights.lowerBound, weights.count)
      }
    Scalar.units.signs(weights.count, count, size, forward + weights.lowerBound, signs)
    return UnsafePointer(signs)
  }
}
