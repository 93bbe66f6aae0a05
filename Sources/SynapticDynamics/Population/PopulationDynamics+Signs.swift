import CKernels
import ODESolvers

/// What solvers that step a whole population know of the kinks of its equations, which are where g, or under
/// predisposition the direction of change, changes its sign.
public enum SignChanges: Sendable {
  /// There are none between breakpoints.
  case none
  /// Where they are: steps end there.
  case located
  /// Nothing: a step over one is of low order.
  case notLocated
}

extension PopulationDynamics {
  /// Changes of sign are located in populations of at most so many synapses, since every one makes the
  /// solver start anew for all.
  public static let mostLocatedSynapses = 16

  /// What CVODE knows of the kinks.
  public var signChanges: SignChanges {
    guard let kernelRule else { return .none }
    var haveKinks = false
    kernelRule.laws(at: 0).forEach { law in
      if law.haveKinks(held: feed.isHeld) { haveKinks = true }
    }
    guard haveKinks else { return .none }
    return locatesSignChanges && !feed.followsWeights ? .located : .notLocated
  }

  /// For each law the signals, if |g| has a say, and the directions of change, if their signs have.
  func switches(holding signs: HeldSigns) -> SwitchingFunctions {
    let (rule, n) = (kernelRule!, synapseCount)
    var rows: [Int] = []
    var components: [Int?] = []
    rule.laws(at: 0).forEach { law in
      if law.kind == LAW_BIO_ADAM {
        rows.append(HeldSigns.row(ofGradient: law))
        components += repeatElement(nil, count: n)
      }
      if law.directionHasKinks(held: feed.isHeld) {
        rows.append(HeldSigns.row(ofDirection: law))
        let momentum = law.momentum
        components += (0..<n).map { i in momentum.map { $0 * n + i } }
      }
    }
    return SwitchingFunctions(
      count: rows.count * n, components: components,
      evaluate: { [feed] time, state, values in
        let gradient = try feed.evaluate(at: time, state: state)
        gradient.withUnsafeBufferPointer { gradient in
          state.withUnsafeBufferPointer { state in
            values.withUnsafeMutableBufferPointer { values in
              rule.laws(at: time).forEach { law in
                func place(_ row: Int) -> UnsafeMutablePointer<Double>? {
                  rows.firstIndex(of: row).map { values.baseAddress! + $0 * n }
                }
                var law = law
                law_directions(
                  &law, n, n, gradient.baseAddress! + law.signal * n, state.baseAddress!,
                  place(HeldSigns.row(ofDirection: law)), place(HeldSigns.row(ofGradient: law)))
              }
            }
          }
        }
      },
      hold: { held in
        for (k, row) in rows.enumerated() { signs.hold(held, from: k * n, row: row) }
      })
  }
}

/// The signs that the kernels go by while a solver holds them: of each law a row for |g| and one for the
/// direction of change.
final class HeldSigns {
  private let rows: UnsafeMutablePointer<Double>
  private let synapseCount: Int
  private var areHeld = false

  init(laws: Int, synapseCount: Int) {
    self.synapseCount = synapseCount
    rows = .allocate(capacity: 2 * laws * synapseCount)
    rows.initialize(repeating: 1, count: 2 * laws * synapseCount)
  }

  deinit { rows.deallocate() }

  static func row(ofGradient law: law) -> Int { 2 * law.signal }
  static func row(ofDirection law: law) -> Int { 2 * law.signal + 1 }

  /// Takes the signs of a row, which stand from a place on.
  func hold(_ signs: Span<Double>, from first: Int, row: Int) {
    for i in 0..<synapseCount { rows[row * synapseCount + i] = signs[first + i] }
    areHeld = true
  }

  /// From now on everything goes by its own sign.
  func release() { areHeld = false }

  /// A law that goes by these signs.
  fileprivate func apply(to law: inout law) {
    guard areHeld else { return }
    law.gradient_sides = UnsafePointer(rows + Self.row(ofGradient: law) * synapseCount)
    law.direction_sides = UnsafePointer(rows + Self.row(ofDirection: law) * synapseCount)
  }
}

extension Laws {
  /// These laws, going by signs that are held, if any are.
  func by(_ signs: HeldSigns?) -> Laws {
    guard let signs else { return self }
    return map { law in
      var law = law
      signs.apply(to: &law)
      return law
    }
  }
}

extension law {
  fileprivate func haveKinks(held: Bool) -> Bool {
    directionHasKinks(held: held) || (kind == LAW_BIO_ADAM && !held)
  }

  /// Whether f hangs on the sign of a direction that changes between breakpoints.
  fileprivate func directionHasKinks(held: Bool) -> Bool {
    let isGradient = kind == LAW_GRADIENT_FLOW || kind == LAW_RMS_PROP
    return inverse_temperature != 0 && !(isGradient && held)
  }

  /// The component that is the direction of change, but for positive factors.
  fileprivate var momentum: Int? {
    kind == LAW_BIO_ADAM || kind == LAW_MOMENTUM || kind == LAW_ADAM ? substance : nil
  }
}
