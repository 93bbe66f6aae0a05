import Foundation
import TestSupport

/// An expression drawn at random, as text and as a function of complex numbers.
struct RandomExpression {
  let text: String
  let value: ([String: Complex]) -> Complex

  /// - Parameter depth: how many operations stand in each other at most.
  init(depth: Int, names: [String], _ random: inout SeededRandom) {
    guard depth > 0, random.uniform() < 0.9 else {
      if random.uniform() < 0.25 {
        let number = (random.uniform(-2, 2) * 1000).rounded() / 1000
        text = number < 0 ? "(\(number))" : "\(number)"
        value = { _ in Complex(number) }
      } else {
        let name = random.element(of: names)
        text = name
        value = { $0[name]! }
      }
      return
    }
    let a = RandomExpression(depth: depth - 1, names: names, &random)
    let b = RandomExpression(depth: depth - 1, names: names, &random)
    let c = RandomExpression(depth: depth - 1, names: names, &random)
    let (x, y, z) = (a.value, b.value, c.value)
    switch random.next() % 17 {
    case 0, 1:
      text = "(\(a.text) + \(b.text))"
      value = { x($0) + y($0) }
    case 2:
      text = "(\(a.text) - \(b.text))"
      value = { x($0) - y($0) }
    case 3, 4:
      text = "(\(a.text)*\(b.text))"
      value = { x($0) * y($0) }
    case 5:
      text = "(\(a.text)/(\(b.text)^2 + 0.5))"
      value = { x($0) / (y($0) * y($0) + Complex(0.5)) }
    case 6:
      text = "(-\(a.text))"
      value = { -x($0) }
    case 7:
      text = "abs(\(a.text))"
      value = { v in x(v).re < 0 ? -x(v) : x(v) }
    case 8:
      text = "(sign(\(a.text))*\(b.text))"
      value = { v in Complex(x(v).re > 0 ? 1 : x(v).re < 0 ? -1 : 0) * y(v) }
    case 9:
      text = "min(\(a.text), \(b.text))"
      value = { v in x(v).re < y(v).re ? x(v) : y(v) }
    case 10:
      text = "max(\(a.text), relu(\(b.text)))"
      value = { v in
        let positive = y(v).re > 0 ? y(v) : Complex(0)
        return x(v).re > positive.re ? x(v) : positive
      }
    case 11:
      text = "exp(tanh(\(a.text)))"
      value = { x($0).hyperbolicTangent.exponential }
    case 12:
      text = "log(\(a.text)^2 + 0.3)"
      value = { v in (x(v) * x(v) + Complex(0.3)).logarithm }
    case 13:
      text = "sqrt(\(a.text)^2 + 0.2)"
      value = { v in (x(v) * x(v) + Complex(0.2)).squareRoot }
    case 14:
      text = "sigmoid(\(a.text))"
      value = { v in
        Complex(0.5) + Complex(0.5) * (Complex(0.5) * x(v)).hyperbolicTangent
      }
    case 15:
      text = "((\(a.text)^2 + 0.4)^(tanh(\(b.text)) + 0.5))"
      value = { v in
        let base = x(v) * x(v) + Complex(0.4)
        return ((y(v).hyperbolicTangent + Complex(0.5)) * base.logarithm).exponential
      }
    default:
      text = "if(\(a.text) < \(b.text), \(c.text), \(a.text)^3)"
      value = { v in x(v).re < y(v).re ? z(v) : x(v) * x(v) * x(v) }
    }
  }
}
