import Foundation
import SynapticDynamics

extension Predisposition {
  /// The weight after ∫ η |m| ρ dt = `clock` of uninterrupted potentiation (m < 0) or depression.
  ///
  /// With u = w/T (LTP) or −w/T (LTD) the equation du/ds = gain/T · σ(−u) has the implicit solution
  /// u + e^u = u(0) + e^(u(0)) + c, c = gain·s/T: the Wright omega function. The increment δ of u
  /// solves δ + e^(u(0)) (e^δ − 1) = c without cancellation. (arXiv:2212.09440, eqs. 21–23.)
  func advance(weight: Double, clock: Double, isPotentiation: Bool) -> Double {
    let scaled = weight / temperature
    let c = gain * clock / temperature
    return isPotentiation
      ? weight + temperature * Self.increment(from: scaled, by: c)
      : weight - temperature * Self.increment(from: -scaled, by: c)
  }

  /// The δ ≥ 0 with δ + e^u (e^δ − 1) = c.
  ///
  /// The left side is convex and grows at least like δ(1 + e^u) and like e^u(e^δ − 1), so the
  /// smaller of the two roots is an upper bound. From there Newton's method descends, and Halley's,
  /// of third order, takes over where its correction is small. For u > 0 the equation is divided by
  /// e^u, which could overflow.
  static func increment(from u: Double, by c: Double) -> Double {
    guard c > 0 else { return 0 }
    let small = exp(-u.magnitude)
    // The equation is linear·δ + exponential·(e^δ − 1) = right.
    let (linear, exponential, right) = u > 0 ? (small, 1, c * small) : (1, small, c)
    var delta = right / (linear + exponential)
    if delta > 0.5 {
      // The other bound matters. For u far below zero 1/exponential and e^δ may overflow where
      // e^(u+δ) does not.
      let ratio = right / exponential
      delta = min(delta, ratio.isFinite ? log1p(ratio) : log(c) - u)
    } else {
      // The root to second order in c.
      delta -= 0.5 * delta * delta * exponential / (linear + exponential)
    }
    for _ in 0..<100 {
      let growth = delta < 700 ? exponential * expm1(delta) : exp(min(u, 0) + delta)
      let residual = linear * delta + growth - right
      let slope = linear + exponential + growth
      let newton = residual / slope
      let correction = 0.5 * newton * (exponential + growth) / slope
      let step = correction.magnitude < 0.25 ? newton / (1 - correction) : newton
      delta -= step
      // What is left is below step³: far below the last place of δ.
      if !(step.magnitude > 1e-5 * min(delta, 1)) { break }
    }
    return delta
  }
}
