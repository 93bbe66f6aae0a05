import Configuration
import Foundation
import RuleEquations
import TestSupport
import Testing

/// What expressions mean, and what is said of those that mean nothing.
@Suite struct ExpressionTests {
  /// The value of an expression with g = 3, w = −2, t = 5.
  private func value(of text: String) throws -> Double {
    rates(try rule(weight: text), at: 5, gradient: [3], state: [-2, -2])[0]
  }

  static let values: [(String, Double)] = [
    ("1 + 2*g", 7), ("(1 + 2)*g", 9), ("2*g^2", 18), ("-g^2", -9), ("2^-g", 0.125), ("2^3^2", 512),
    ("g - 2 - 1", 0), ("12/g/2", 2), ("-2^0.5*1", -1.4142135623730951), ("--g", 3), ("+g", 3),
    ("g^-1*6", 2), ("1e2 + .5", 100.5), ("1.5E-1*t", 0.75), ("g < 4", 1), ("g >= 4", 0),
    ("g <= 3", 1), ("g > 3", 0), ("if(g > 2, 7, 8)", 7), ("if(w, 7, 8)", 7), ("if(0, g, 8)", 8),
    ("abs(w)", 2), ("sign(w)", -1), ("sign(0*g)", 0), ("min(g, w)", -2), ("max(g, w)", 3),
    ("relu(w)", 0), ("relu(g)", 3), ("exp(0*g)", 1), ("log(g/3)", 0), ("sqrt(g + 6)", 3),
    ("tanh(0*w)", 0), ("sigmoid(w - w)", 0.5), ("g^5", 243), ("g^0", 1), ("w^3", -8), ("w*w_f", 4),
    ("g^(w + 4)", 9.000000000000002), ("if(g < 4, if(w < 0, 1, 2), 3)", 1), ("t", 5),
  ]

  @Test(arguments: values)
  func expressionsHaveTheirValue(_ text: String, _ expected: Double) throws {
    // A power with an exponent that is no number is e^(y log x): 2 units in the last place.
    let found = try value(of: text)
    #expect((found - expected).magnitude <= 2e-15 * expected.magnitude)
  }

  static let mistakes: [(String, Int, String)] = [
    ("g +", 4, "found the end, expected a number, a name, a function or \"(\""),
    ("g * / 2", 5, "found \"/\", expected a number"),
    ("g ** 2", 3, "found \"**\", expected ^ for a power"),
    ("(g + 1", 7, "found the end, expected the \")\" of the \"(\" at column 1"),
    ("g + 1)", 6, "found \")\", expected an operator such as + or *, or the end"),
    ("2 g", 3, "found \"g\", expected an operator"),
    ("1.2.3", 4, "found 0.3, expected an operator"), ("1e999", 1, "expected a number"),
    ("g − w", 3, "found \"−\", expected -"), ("g × w", 3, "expected *"),
    ("g == 1", 3, "<=, > and >="),
    ("m = g", 3, "right-hand side only"), ("g && w", 3, "conditions are joined"),
    ("τ*g", 1, "names have the letters a to z or A to Z"),
    ("g ? 1 : 2", 3, "if(condition, a, b)"),
    ("a < b < c", 7, "a second comparison"), ("[g]", 1, "expected ("),
    ("g # 1", 3, "found \"#\", expected"),
    ("tan(g)", 1, "unknown function \"tan\"; did you mean \"tanh\"?"),
    ("foo(g)", 1, "unknown function \"foo\", expected one of abs, sign"),
    ("max(g)", 1, "max: found 1 argument, expected 2"),
    ("if(g, 1)", 1, "found 2 arguments, expected 3"),
    ("exp g", 5, "found \"g\", expected an operator"),
    ("exp*g", 1, "the function is written exp(…)"),
    ("eat*g", 1, "unknown name \"eat\"; did you mean \"eta\"?"),
    ("q*g", 1, "unknown name \"q\""),
    ("g/0", 2, "division by what the constants make 0"), ("g/(eta - eta)", 2, "division by"),
    ("", 0, "found nothing, expected an expression"),
    ("5ms*g", 2, "a product needs *, and units are not known"),
    ("if(g > 0 and w > 0, 1, 0)", 10, "conditions are joined by if(a, b, 0)"),
    ("g*dt", 3, "unknown name \"dt\": an equation is a rate"),
  ]

  @Test(arguments: mistakes)
  func mistakesHaveTheirPlace(_ text: String, _ column: Int, _ message: String) {
    let yaml = """
      name: tested
      constants: {eta: 0.5}
      equations:
        w_f: "-eta*g"
        w_b: "\(text)"
      """
    let error = #expect(throws: ConfigurationError.self) { try writtenRule(yaml) }
    let found = error?.messages.first ?? ""
    let place = column == 0 ? "" : "at character \(column) of"
    #expect(
      found.hasPrefix("rule.yaml:5: rule.equations.w_b: \(place)") && found.contains(message),
      "\(found)")
  }

  /// What is wrong with a rule as a whole.
  static let wrongRules: [(String, Int, String)] = [
    ("equations: {w: g}", 1, "the key \"name\" is missing"),
    ("name: adam\nequations: {w: g}", 1, "adam is a rule that is built in"),
    ("name: 2nd\nequations: {w: g}", 1, "no digit first"),
    ("name: a\nequations: {}", 2, "found no equation of a weight, expected w for both weights"),
    ("name: a\nequations: {w_f: g}", 2, "found w_f, expected w for both weights, or w_f and w_b"),
    ("name: a\nequations: {w: g, w_b: g}", 2, "found w and w_b"),
    ("name: a\nequations: {w: g, m: g}", 2, "there is no such substance"),
    ("name: a\nsubstances: {m: {}}\nequations: {w: g}", 2, "the substance has no equation"),
    ("name: a\nsubstances: {rho: {}}\nequations: {w: g, rgo: g}", 3, "did you mean \"rho\"?"),
    ("name: a\nconstants: {k: 1}\nequations: {w: g}", 2, "rule.constants.k: no equation uses it"),
    ("name: a\nlet: {k: g}\nequations: {w: g}", 2, "rule.let.k: no equation uses it"),
    ("name: a\nlet: {k: l, l: k}\nequations: {w: k}", 2, "found the loop k → l → k"),
    ("name: a\nlet: {k: k + 1}\nequations: {w: k}", 2, "found the loop k → k"),
    ("name: a\nlet: {g: 1}\nequations: {w: g}", 2, "the name has a meaning already"),
    ("name: a\nconstants: {exp: 1}\nequations: {w: g}", 2, "the name has a meaning already"),
    ("name: a\nconstants: {time: 1}\nequations: {w: g}", 2, "the name has a meaning already"),
    ("name: a\nconstants: {k: 1}\nlet: {k: g}\nequations: {w: k}", 3, "k is a constant already"),
    ("name: a\nconstants: {τ: 1}\nequations: {w: g}", 2, "letters a to z or A to Z"),
    ("name: a\nsubstances: {m: {}}\nequations: {m: w, w: g}", 3, "w has no meaning here"),
    (
      "name: a\nsubstances: {m: {}}\nlet: {k: 2*w}\nequations: {m: k, w: m}", 4,
      "k uses w, which has no meaning here"
    ),
    ("name: a\nsubstances: {m: {initial: x}}\nequations: {m: g, w: m}", 2, "found \"x\""),
    (
      "name: a\nsubstances: {m: {positive: true, initial: -1}}\nequations: {m: g, w: m}", 2,
      "at least 0"
    ),
    (
      "name: a\nsubstances: {m: {initail: 1}}\nequations: {m: g, w: m}", 2,
      "did you mean \"initial\"?"
    ),
    ("name: a\nsubstances: [m]\nequations: {w: g}", 2, "expected a mapping"),
    ("name: a\nequation: {w: g}", 2, "did you mean \"equations\"?"),
    ("name: a\nequations: {w: [g]}", 2, "expected an expression such as"),
    ("file: nothing.yaml\nequations: {w: g}", 2, "unknown key \"rule.equations\""),
    ("file: nothing.yaml", 1, "nothing.yaml"),
    ("file: nothing.yaml\nconstants: 3", 2, "expected a mapping"),
  ]

  @Test(arguments: wrongRules)
  func mistakesOfRulesAreTold(_ yaml: String, _ line: Int, _ message: String) {
    let error = #expect(throws: ConfigurationError.self) { try writtenRule(yaml) }
    let found = error?.messages ?? []
    #expect(
      found.contains { $0.hasPrefix("rule.yaml:\(line): ") && $0.contains(message) }, "\(found)")
  }

  /// However large, an expression is read or refused.
  @Test func sizeIsBounded() throws {
    let deep = String(repeating: "(", count: 2000) + "g" + String(repeating: ")", count: 2000)
    let signs = String(repeating: "-", count: 3000) + "g"
    let powers = String(repeating: "2^", count: 2000) + "g"
    for text in [deep, signs, powers] {
      let error = #expect(throws: ConfigurationError.self) { try rule(weight: text) }
      #expect(error?.messages.first?.contains("levels in each other") == true)
    }
    let long = #expect(throws: ConfigurationError.self) {
      try rule(weight: String(repeating: "g + ", count: 1100) + "g")
    }
    #expect(long?.messages.first?.contains("expected at most 4096") == true)
    // A sum of a thousand terms is one.
    let sum = try rule(weight: String(repeating: "g+", count: 999) + "g")
    #expect(rates(sum, gradient: [3], state: [0, 0]) == [3000, 3000])
    // More numbers at hand at once than there are registers.
    let wide = (0..<70).map { "exp(g*\($0 + 2))" }
    let reversed = wide.reversed().map { "log(\($0))" }
    let error = #expect(throws: ConfigurationError.self) {
      try rule(
        weight: (wide + reversed).joined(separator: "*(1+") + String(repeating: ")", count: 139))
    }
    #expect(error?.messages.isEmpty == false)
  }

  /// Powers whose exponent is a constant are products as well; factors that all share lose nothing; a division that a
  /// condition leaves out is none by 0.
  @Test func constantsArePutIn() throws {
    let power = try rule(weight: "w^n", constants: "{n: 3}")
    #expect(rates(power, gradient: [1], state: [-2, -2]) == [-8, -8])
    let factors = try rule(
      weight: "a*(b*(c*g))*1e100", constants: "{a: 1e-200, b: 1e-200, c: 1e300}")
    #expect((rates(factors, gradient: [1], state: [0, 0])[0] - 1).magnitude < 1e-14)
    let guarded = try rule(weight: "if(a > 0, g/a, g)", constants: "{a: 0}")
    #expect(rates(guarded, gradient: [2], state: [0, 0]) == [2, 2])
  }

  /// 300 rules with some characters changed: each is read, or told with its line.
  @Test func mutatedRulesAreReadOrTold() throws {
    let original = """
      name: ojaWithTrace
      constants: {tau: 10, eta: [0.01], s: {uniform: [0, 1]}}
      substances:
        m: {initial: 0}
        rho: {initial: 1, positive: true, group: rho}
      let: {drive: "abs(g) + 1e-8", pull: "if(g > 0, g - m, max(-m, s))"}
      equations:
        m: "pull/tau"
        rho: "(1 - drive*rho)/1000"
        w: "-eta*m*rho*sigmoid(w)^2"
      """
    let pieces = Array("()+-*/^,<>=.eE0189 gmw\"'{}[]:#&\n\tτ")
    var read = 0
    for seed in 0..<300 {
      var random = SeededRandom(seed: seed)
      var text = Array(original)
      for _ in 0...Int(random.next() % 3) {
        let place = Int(random.next() % UInt64(text.count))
        switch random.next() % 4 {
        case 0: text.remove(at: place)
        case 1: text.insert(random.element(of: pieces), at: place)
        case 2: text[place] = random.element(of: pieces)
        default: text.swapAt(place, Int(random.next() % UInt64(text.count)))
        }
      }
      do {
        let rule = try writtenRule(String(text))
        read += 1
        _ = rule.rule(for: 0..<1, field: .init(seed: 1, purpose: .ruleConstants))
      } catch let error as ConfigurationError {
        #expect(!error.messages.isEmpty, "seed \(seed)")
        for message in error.messages {
          #expect(
            message.hasPrefix("rule.yaml:") && message.dropFirst(10).first?.isNumber == true,
            "seed \(seed): \(message)")
        }
      }
    }
    // Some changes are harmless, most are not.
    #expect(read > 10 && read < 200, "\(read)")
  }
}
