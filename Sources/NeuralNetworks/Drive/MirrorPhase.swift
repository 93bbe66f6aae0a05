import Foundation

/// What makes backward weights mirrors of the forward weights: noise ξ into each layer, and what comes out.
///
/// ⟨φ(W ξ + b) ξᵀ⟩ of white noise is the mean slope of each unit times W; averaged over a batch of noise, which
/// is drawn for each window, it is held for the phase: then the equation has a closed form.
final class MirrorPhase<Scalar: NetworkScalar> {
  private let parameters: NetworkDrive.Mirror
  private let network: Network
  private let random: NetworkRandomness
  private let threads: Int
  private let noise: UnsafeMutablePointer<Scalar>
  private let response: UnsafeMutablePointer<Scalar>
  private let product: UnsafeMutablePointer<Scalar>

  init(_ parameters: NetworkDrive.Mirror, network: Network, random: NetworkRandomness, threads: Int)
  {
    self.parameters = parameters
    self.network = network
    self.random = random
    self.threads = threads
    func room(_ count: Int) -> UnsafeMutablePointer<Scalar> {
      let memory = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
      memory.initialize(repeating: 0, count: count)
      return memory
    }
    noise = room(parameters.batch * network.layers.map(\.inputCount).max()!)
    response = room(parameters.batch * network.layers.map(\.outputCount).max()!)
    product = room(network.layers.map(\.weights.count).max()!)
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
    for (index, layer) in network.layers.enumerated() {
      signal(ofLayer: index, forward: forward, window: window)
      let place = backward + layer.weights.lowerBound
      if let place = place as? UnsafeMutablePointer<Scalar> {
        Scalar.units.relax(layer.weights.count, decay, parameters.rate * share, product, place)
      } else {
        for i in 0..<layer.weights.count {
          place[i] = Weight(Double(place[i]) * decay + parameters.rate * share * Double(product[i]))
        }
      }
    }
  }

  /// M = ⟨φ(W ξ + b) ξᵀ⟩ of a layer, in the orientation of W.
  private func signal(ofLayer index: Int, forward: UnsafePointer<Scalar>, window: Int) {
    let (layer, rows) = (network.layers[index], parameters.batch)
    let values = random.mirrorNoise(
      ofLayer: index, units: layer.inputCount, rows: rows, window: window)
    values.withUnsafeBufferPointer {
      Scalar.convert($0.baseAddress!, count: $0.count, to: noise)
    }
    Scalar.units.fillRows(
      rows, layer.outputCount, forward + layer.biases.lowerBound, response)
    MatrixProduct<Scalar>(
      rows: rows, columns: layer.outputCount, inner: layer.inputCount, isRightTransposed: true)(
        noise, forward + layer.weights.lowerBound, plus: 1, times: response, threads: threads)
    Scalar.units.activate(layer.activation.kind, rows * layer.outputCount, response)
    MatrixProduct<Scalar>(
      rows: layer.outputCount, columns: layer.inputCount, inner: rows, isLeftTransposed: true)(
        response, noise, times: product, threads: threads)
    for i in 0..<layer.weights.count { product[i] /= Scalar(rows) }
  }
}
