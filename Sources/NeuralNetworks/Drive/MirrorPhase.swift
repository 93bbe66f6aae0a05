import Foundation

/// What makes backward weights mirrors of the forward weights: noise ξ into each layer, and what comes out.
///
/// ⟨φ(W ξ + b) ξᵀ⟩ of white noise is the mean slope of each unit times W; averaged over a batch of noise, which
/// is drawn for each window, it is held for the phase: then the equation has a closed form.
final class MirrorPhase<Scalar: NetworkScalar> {
  private let parameters: NetworkDrive.Mirror
  private let nodes: [Node]
  /// Of each layer whether its mirror moves.
  private let moves: [Bool]
  private let arrangement: Arrangement
  /// Of each layer at how many positions its weights, which take turns, meet noise.
  private let positions: [[Int]]
  /// Of what the weights alone make of noise: where a layer is normalised, noise is not.
  private let kernels: [any LayerKernel<Scalar>]
  private let random: NetworkDraws
  private let noise: UnsafeMutablePointer<Scalar>
  /// Noise draw by draw, where draws stand side by side.
  private let drawn: UnsafeMutablePointer<Scalar>
  private let inputs: [UnsafePointer<Scalar>]
  private let response: UnsafeMutablePointer<Scalar>
  /// Of a layer's weights, then of its biases, which have no mirror.
  private let product: UnsafeMutablePointer<Scalar>

  init(
    _ parameters: NetworkDrive.Mirror, network: Network, frozen: [Range<Int>],
    random: NetworkDraws, threads: Int
  ) {
    self.parameters = parameters
    self.random = random
    nodes = network.weightedNodes
    moves = nodes.map { node in !frozen.contains { $0.overlaps(node.weights) } }
    arrangement = network.arrangement
    positions = nodes.map(\.layer.withoutNormalisation.positionsOfWeights)
    let room = KernelRoom(
      capacity: parameters.batch, arrangement: arrangement, threads: threads)
    kernels = nodes.map {
      $0.layer.withoutNormalisation.makeKernel(Scalar.self, for: room)
    }
    let largestInput = nodes.map(\.inputCount).max()!
    noise = Scalar.room(room.places * largestInput)
    drawn = Scalar.room(arrangement == .rows ? 0 : parameters.batch * largestInput)
    inputs = [UnsafePointer(noise)]
    response = Scalar.room(room.places * nodes.map(\.outputCount).max()!)
    product = Scalar.room(nodes.map(\.layer.parameters.count).max()!)
  }

  deinit {
    noise.deallocate()
    drawn.deallocate()
    response.deallocate()
    product.deallocate()
  }

  /// Carries the backward weights through a phase: B = B₀ e^(−λt) + η M (1 − e^(−λt))/λ.
  ///
  /// - Parameters:
  ///   - backward: the backward weights of some synapses.
  ///   - own: which these are.
  ///   - forward: the forward weights of all, which rest meanwhile.
  ///   - window: the number of the window that follows.
  ///   - duration: how long the phase lasts.
  func adjust<Weight: NetworkScalar>(
    _ backward: UnsafeMutablePointer<Weight>, of own: Range<Int>, forward: UnsafePointer<Scalar>,
    window: Int, duration: Double
  ) {
    let decay = exp(-parameters.decay * duration)
    let share =
      parameters.decay > 0 ? -expm1(-parameters.decay * duration) / parameters.decay : duration
    for (index, node) in nodes.enumerated() where moves[index] && node.weights.overlaps(own) {
      signal(ofLayer: index, forward: forward, window: window)
      let weights = node.weights.clamped(to: own)
      let place = backward + weights.lowerBound - own.lowerBound
      let product = product + weights.lowerBound - node.weights.lowerBound
      if let place = place as? UnsafeMutablePointer<Scalar> {
        Scalar.units.relax(weights.count, decay, parameters.rate * share, product, place)
      } else {
        for i in 0..<weights.count {
          place[i] = Weight(Double(place[i]) * decay + parameters.rate * share * Double(product[i]))
        }
      }
    }
  }

  /// M = ⟨φ(W ξ + b) ξᵀ⟩ of a layer, in the orientation of W; the mean is over draws and, of a kernel, over positions. Where a
  /// last tile has idle lanes, ξ is 0.
  private func signal(ofLayer index: Int, forward: UnsafePointer<Scalar>, window: Int) {
    let (node, kernel, rows) = (nodes[index], kernels[index], parameters.batch)
    let values = random.mirrorNoise(
      ofLayer: index, units: node.inputCount, rows: rows, window: window)
    values.withUnsafeBufferPointer {
      Scalar.convert($0.baseAddress!, count: $0.count, to: arrangement == .rows ? noise : drawn)
    }
    if arrangement == .lanes { Scalar.maps.fromRows(rows, node.inputCount, drawn, 0, noise) }
    kernel.respond(
      to: inputs, count: rows, parameters: forward + node.weights.lowerBound, into: response)
    let all = arrangement.places(for: rows) * node.outputCount
    Scalar.units.activate(node.activation.kind, all, response)
    kernel.gradient(response, of: inputs, over: 0..<rows, into: product)
    // Every position of a map where a number of the kernel meets noise is a draw of its own.
    let positions = positions[index]
    for i in 0..<node.weights.count {
      product[i] /= Scalar(rows * max(positions[i % positions.count], 1))
    }
  }
}
