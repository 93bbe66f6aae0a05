import Foundation

/// The angle between two vectors in degrees, NaN if one of them is zero.
package func angle<Scalar: NetworkScalar>(
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, count: Int
) -> Double {
  let units = Scalar.units
  let (aa, bb) = (units.dot(count, a, a), units.dot(count, b, b))
  // The product of both may be too small for a number: powers of four change no digit.
  func unit(_ square: Double) -> Double {
    Double(sign: .plus, exponent: square.exponent / 2 * 2, significand: 1)
  }
  let (p, q) = aa.isNormal && bb.isNormal ? (unit(aa), unit(bb)) : (1, 1)
  let cosine =
    units.dot(count, a, b) / p.squareRoot() / q.squareRoot() / (aa / p * (bb / q)).squareRoot()
  return cosine.isNaN ? .nan : acos(max(-1, min(1, cosine))) * 180 / .pi
}
