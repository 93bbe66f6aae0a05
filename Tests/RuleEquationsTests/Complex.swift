import Foundation

/// A number with an imaginary part, for derivatives without differences: for small h, f(x + ih) is f(x) + i h f′(x) but
/// for h² of it.
struct Complex {
  var re: Double
  var im: Double

  init(_ re: Double, _ im: Double = 0) {
    self.re = re
    self.im = im
  }

  static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
  static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
  }
  static func / (a: Complex, b: Complex) -> Complex {
    let size = b.re * b.re + b.im * b.im
    return Complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size)
  }
  static prefix func - (a: Complex) -> Complex { Complex(-a.re, -a.im) }

  var exponential: Complex { Complex(exp(re) * cos(im), exp(re) * sin(im)) }
  var logarithm: Complex { Complex(log(hypot(re, im)), atan2(im, re)) }
  var squareRoot: Complex {
    let root = ((hypot(re, im) + re) / 2).squareRoot()
    return Complex(root, im / (2 * root))
  }
  var hyperbolicTangent: Complex {
    let size = cosh(2 * re) + cos(2 * im)
    return Complex(sinh(2 * re) / size, sin(2 * im) / size)
  }
}
