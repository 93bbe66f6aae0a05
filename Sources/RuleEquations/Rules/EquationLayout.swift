/// Where the arrays of a call stand: signals, components, constants of each synapse's own, signs, and what is written.
struct EquationLayout: Sendable {
  let signals: Int
  let components: Int
  let constants: [Int]

  var firstComponent: Int { signals }
  var firstConstant: Int { signals + components }
  /// Where what hangs on the program begins.
  var count: Int { signals + components + constants.count }

  func streams(sides: Int = 0, vectors: Int = 0) -> [Input: Int] {
    var streams: [Input: Int] = [:]
    for k in 0..<signals { streams[.signal(k)] = k }
    for k in 0..<components { streams[.component(k)] = firstComponent + k }
    for (k, constant) in constants.enumerated() {
      streams[.constant(constant)] = firstConstant + k
    }
    for k in 0..<sides { streams[.side(k)] = count + k }
    for k in 0..<vectors { streams[.vector(k)] = count + sides + k }
    return streams
  }

  /// Says where the layout's arrays are, each by where its first synapse stands.
  ///
  /// - Parameters:
  ///   - gradient: the first signal; the others follow `signalStride` apart.
  ///   - state: the first component; the others follow `stride` apart.
  ///   - constants: the first constant; the others follow `constantStride` apart.
  func place(
    _ streams: UnsafeMutableBufferPointer<UnsafeMutablePointer<Double>?>,
    gradient: UnsafePointer<Double>, signalStride: Int, state: UnsafePointer<Double>, stride: Int,
    constants: UnsafePointer<Double>?, constantStride: Int
  ) {
    for k in 0..<signals {
      streams[k] = UnsafeMutablePointer(mutating: gradient + k * signalStride)
    }
    for k in 0..<components {
      streams[firstComponent + k] = UnsafeMutablePointer(mutating: state + k * stride)
    }
    for k in self.constants.indices {
      streams[firstConstant + k] = UnsafeMutablePointer(mutating: constants! + k * constantStride)
    }
  }
}
