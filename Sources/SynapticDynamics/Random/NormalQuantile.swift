// The inverse of the standard normal distribution function, by the rational approximations of
// M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477–484; relative error
// about 1e-16.
//
// Only additions, multiplications, divisions and square roots are used, which IEEE 754 rounds in
// one way: the logarithm of the C library, which differs between machines in the last place, is not
// called. So a seed means the same numbers everywhere.

/// The x at which the standard normal distribution function is p.
///
/// - Parameter p: a probability from (0, 1); 0 and 1 give −∞ and ∞.
public func normalQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  if q.magnitude <= 0.425 {
    let r = 0.180625 - q * q
    return q * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
  }
  let tail = q < 0 ? p : 1 - p
  guard tail > 0 else { return q < 0 ? -.infinity : .infinity }
  let r = (-portableLogarithm(tail)).squareRoot()
  let x =
    r <= 5
    ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
    : polynomial(farNumerator, r - 5) / polynomial(farDenominator, r - 5)
  return q < 0 ? -x : x
}

/// ln x for positive normal and subnormal x, from 2 artanh((m−1)/(m+1)) with x = m·2ᵏ, √½ < m ≤ √2.
///
/// Eleven terms of the series leave less than 1e-17; with the rounding of the sum the error is a few
/// units in the last place.
package func portableLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var significand = x.significand
  if significand > 1.4142135623730951 {
    significand *= 0.5
    exponent += 1
  }
  let t = (significand - 1) / (significand + 1)
  let square = t * t
  var sum = 0.0
  for k in stride(from: 23.0, through: 3, by: -2) { sum = (sum + 1 / k) * square }
  return exponent * 0.6931471805599453 + 2 * t * (1 + sum)
}

/// Σ c_k xᵏ.
@inline(__always)
private func polynomial(_ c: SIMD8<Double>, _ x: Double) -> Double {
  let high = ((c[7] * x + c[6]) * x + c[5]) * x + c[4]
  return (((high * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

private let centralNumerator = SIMD8<Double>(
  3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
  1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
  3.3430575583588128105e4, 2.5090809287301226727e3
)
private let centralDenominator = SIMD8<Double>(
  1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
  2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
  5.2264952788528545610e3
)
private let middleNumerator = SIMD8<Double>(
  1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
  1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
  7.74545014278341407640e-4
)
private let middleDenominator = SIMD8<Double>(
  1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
  1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
  1.05075007164441684324e-9
)
private let farNumerator = SIMD8<Double>(
  6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
  2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
  2.01033439929228813265e-7
)
private let farDenominator = SIMD8<Double>(
  1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
  7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
  2.04426310338993978564e-15
)
