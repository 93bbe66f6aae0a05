import CKernels
import Foundation

/// The rules' formulas as they stand in the documents, one synapse at a time: the oracle of the
/// kernels.
struct PlainLaw {
  let law: law
  let precision: Precision

  /// The numbers that the kernel works in, which decide how far it may be from the formulas.
  enum Precision {
    case double, single

    /// u.
    var roundoff: Double { self == .double ? 0x1p-53 : 0x1p-24 }
    /// The largest |w|/T that the kernel tells apart: beyond it f stays at e^−limit.
    var limit: Double { self == .double ? 350 : 40 }
  }

  /// The derivatives of a synapse: of its substances, of its weights, of the clock.
  struct Rates {
    var substances: [Rounded]
    var weights: [Rounded]
    var clock: Rounded
  }

  /// ds/dt of the substances s under the gradient.
  func substanceRates(_ s: [Rounded], gradient: Rounded) -> [Rounded] {
    let g = gain * gradient
    let momentum = Rounded(law.momentum_rate)
    let square = Rounded(law.square_rate)
    switch law.kind {
    case LAW_MOMENTUM, LAW_NESTEROV: return [momentum * (g - s[0])]
    case LAW_RMS_PROP: return [square * (g * g - s[0])]
    case LAW_ADA_GRAD: return [square * g * g]
    case LAW_ADAM: return [momentum * (g - s[0]), square * (g * g - s[1])]
    case LAW_BIO_ADAM:
      let consumption = Rounded(law.consumption) * g.magnitude + Rounded(law.decay)
      return [
        momentum * (g - s[0]), momentum * (Rounded(2 * law.rest_concentration) - s[1]),
        Rounded(law.production) - consumption * s[2],
      ]
    default: return []
    }
  }

  /// −η f(w, direction) · direction · scale.
  func weightRate(_ w: Rounded, substances s: [Rounded], gradient: Rounded) -> Rounded {
    let direction = direction(s, g: gain * gradient)
    let scale = law.kind == LAW_BIO_ADAM ? s[2] : .exact(1)
    let speed = Rounded(-law.learning_rate) * scale * direction
    guard law.inverse_temperature != 0 else { return speed }
    var x = w * Rounded(law.inverse_temperature)
    if direction.value < 0 { x = -x }
    var factor = Rounded(law.predisposition_gain) * x.logistic
    let u = precision.roundoff
    factor.error += law.predisposition_gain * exp(-precision.limit) / u
    // Rounding may turn the sign of a direction next to zero, and f with it.
    if direction.value.magnitude <= 4 * u * direction.error {
      factor.error += law.predisposition_gain / u
    }
    return speed * factor
  }

  func clockRate(_ s: [Rounded]) -> Rounded {
    law.clock == 0
      ? .exact(0) : Rounded(law.learning_rate) * s[0].magnitude * s[2]
  }

  private var gain: Rounded { Rounded(law.gradient_gain) }

  private func direction(_ s: [Rounded], g: Rounded) -> Rounded {
    let epsilon = Rounded(law.epsilon)
    switch law.kind {
    case LAW_MOMENTUM: return s[0]
    case LAW_NESTEROV: return s[0] + Rounded(law.momentum_rate) * (g - s[0])
    case LAW_RMS_PROP, LAW_ADA_GRAD: return g / (s[0].rootOfPositive + epsilon)
    case LAW_ADAM:
      let m =
        law.momentum_correction.isFinite ? Rounded(law.momentum_correction) * s[0] : g
      let root =
        law.square_correction.isFinite
        ? (Rounded(law.square_correction) * s[1]).rootOfPositive : g.magnitude
      return m / (root + epsilon)
    case LAW_BIO_ADAM: return s[0]
    default: return g
    }
  }
}
