import RandomNumbers

extension SpikeEncoding {
  /// Writes which inputs fire in a step, if rates say so: 0 or 1 for each.
  ///
  /// - Parameters:
  ///   - features: the example's numbers.
  ///   - example: its place in its set, by which it is drawn.
  ///   - window: the window that it is shown in; nil: not in training.
  ///   - step: which, from 0.
  ///   - length: how long a step lasts.
  ///   - draws: room for as many numbers.
  ///   - inputs: receives them, and that of the bias if there is one.
  func writeDraws<Scalar: BinaryFloatingPoint>(
    _ features: UnsafeBufferPointer<Float>, example: Int, window: Int?, seed: UInt64, step: Int,
    length: Double, draws: inout [Double], into inputs: UnsafeMutablePointer<Scalar>
  ) {
    let field = RandomField(seed: seed, purpose: .inputSpikes)
    let keeps = Keeping(dropout: window == nil ? 0 : dropout, example, window ?? 0, seed)
    let first = example << Self.inputBits
    var span = draws.mutableSpan
    field.uniforms(
      synapses: first..<(first + features.count), index: (window ?? 0) << Self.inputBits + step,
      into: &span)
    let rate = Double(step) * length < duration ? highestRate * length : 0
    for (input, value) in features.enumerated() {
      inputs[input] = draws[input] < Double(value) * rate && keeps(input) ? 1 : 0
    }
    if let bias { inputs[features.count] = (bias / length).rounded(.down) == Double(step) ? 1 : 0 }
  }
}
