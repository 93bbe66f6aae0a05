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
}
