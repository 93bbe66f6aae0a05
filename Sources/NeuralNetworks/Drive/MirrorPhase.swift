import Foundation

/// What makes backward weights mirrors of the forward weights: noise ξ into each layer, and what comes out.
///
/// ⟨φ(W ξ + b) ξᵀ⟩ of white noise is the mean slope of each unit times W; averaged over a batch of noise, which
/// is drawn for each window, it is held for the phase: then the equation has a closed form.
final class MirrorPhase<Scalar: NetworkScalar> {
  private let parameters: NetworkDrive.Mirror
  private let nodes: [Node]
  private let kernels: [any LayerKernel<Scalar>]
  private let random: NetworkRandomness
  private let noise: UnsafeMutablePointer<Scalar>
  private let inputs: [UnsafePointer<Scalar>]
  private let response: UnsafeMutablePointer<Scalar>
  /// Of a layer's weights, then of its biases, which have no mirror.
  private let product: UnsafeMutablePointer<Scalar>

  init(_ parameters: NetworkDrive.Mirror, network: Network, random: NetworkRandomness, threads: Int)
  {
    self.parameters = parameters
    self.random = random
    nodes = network.weightedNodes
    kernels = nodes.map {
      $0.layer.makeKernel(Scalar.self, capacity: parameters.batch, threads: threads)
    }
    func room(_ count: Int) -> UnsafeMutablePointer<Scalar> {
      let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
      memory.initialize(repeating: 0, count: count)
      return memory
    }
    noise = room(parameters.batch * nodes.map(\.inputCount).max()!)
    inputs = [UnsafePointer(noise)]
    response = room(parameters.batch * nodes.map(\.outputCount).max()!)
    product = room(nodes.map(\.layer.parameters.count).max()!)
  }

  deinit {
    noise.deallocate()
    response.deallocate()
    product.deallocate()
  }

  /// Carries the backward weights through a phase: B = B₀ e^(−λt) + η M (1 − e^(−λt))/λ.
  ///
  /// - Parameters:
  ///   - backward: the backward weights of all synapses.
  ///   - forward: the forward weights, which rest meanwhile.
  ///   - window: the number of the window that follows.
  ///   - duration: how long the phase lasts.
  func adjust<Weight: NetworkScalar>(
    _ backward: UnsafeMutablePointer<Weight>, forward: UnsafePointer<Scalar>, window: Int,
    duration: Double
  ) {
    let decay = exp(-parameters.decay * duration)
    let share =
      parameters.decay > 0 ? -expm1(-parameters.decay * duration) / parameters.decay : duration
    for (index, node) in nodes.enumerated() {
      signal(ofLayer: index, forward: forward, window: window)
      let place = backward + node.weights.lowerBound
      if let place = place as? UnsafeMutablePointer<Scalar> {
        Scalar.units.relax(node.weights.count, decay, parameters.rate * share, product, place)
      } else {
        for i in 0..<node.weights.count {
          place[i] = Weight(Double(place[i]) * decay + parameters.rate * share * Double(product[i]))
        }
      }
    }
  }

  /// M = ⟨φ(W ξ + b) ξᵀ⟩ of a layer, in the orientation of W.
  private func signal(ofLayer index: Int, forward: UnsafePointer<Scalar>, window: Int) {
    let (node, kernel, rows) = (nodes[index], kernels[index], parameters.batch)
    let values = random.mirrorNoise(
      ofLayer: index, units: node.inputCount, rows: rows, window: window)
    values.withUnsafeBufferPointer {
      Scalar.convert($0.baseAddress!, count: $0.count, to: noise)
    }
    kernel.respond(
      to: inputs, count: rows, parameters: forward + node.weights.lowerBound, into: response)
    Scalar.units.activate(node.activation.kind, rows * node.outputCount, response)
    kernel.gradient(response, of: inputs, count: rows, into: product)
    for i in 0..<node.weights.count { product[i] /= Scalar(rows) }
  }
}
