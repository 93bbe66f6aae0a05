import ODESolvers

/// A problem with a published solution.
///
/// The five members are taken from F. Mazzia and C. Magherini, Test Set for Initial Value Problem
/// Solvers, release 2.4, Department of Mathematics, University of Bari, 2008: equations, initial
/// values, intervals and the reference values at the end. Each was also integrated independently
/// with SciPy's Radau (rtol 1e-11, analytic Jacobian), which agrees with the published values of
/// every component to 5e-13.
struct StiffProblem: Sendable, CustomStringConvertible {
  /// What it is called in the test set.
  var description: String
  /// The absolute tolerance of each component: below its size by a factor of the relative tolerance
  /// or more, so that every component is held to the relative one.
  var absoluteTolerances: [Double]
  /// The published solution at the final time.
  var reference: [Double]
  /// Makes the problem.
  var makeProblem: @Sendable () -> InitialValueProblem

  /// All five.
  static let all = [robertson, hires, vanDerPol, oregonator, pollution]

  /// An autocatalytic reaction of three species (Robertson 1966), over eleven decades of time.
  static let robertson = StiffProblem(
    description: "Robertson",
    absoluteTolerances: [1e-16, 1e-22, 1e-12],
    reference: [0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050]
  ) {
    var problem = InitialValueProblem(from: 0, to: 1e11, initialState: [1, 0, 0]) {
      _, y, derivative in
      let slow = 0.04 * y[0]
      let back = 1e4 * y[1] * y[2]
      let fast = 3e7 * y[1] * y[1]
      derivative[0] = back - slow
      derivative[1] = slow - back - fast
      derivative[2] = fast
    }
    problem.jacobian = { _, y, jacobian in
      jacobian[0] = -0.04
      jacobian[1] = 0.04
      jacobian[3] = 1e4 * y[2]
      jacobian[4] = -1e4 * y[2] - 6e7 * y[1]
      jacobian[5] = 6e7 * y[1]
      jacobian[6] = 1e4 * y[1]
      jacobian[7] = -1e4 * y[1]
    }
    return problem
  }

  /// High irradiance responses of photomorphogenesis: eight reactants (Schäfer 1975).
  static let hires = StiffProblem(
    description: "HIRES",
    absoluteTolerances: [1e-13],
    reference: [
      0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
      0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
    ]
  ) {
    InitialValueProblem(from: 0, to: 321.8122, initialState: [1, 0, 0, 0, 0, 0, 0, 0.0057]) {
      _, y, derivative in
      let binding = 280 * y[5] * y[7]
      derivative[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007
      derivative[1] = 1.71 * y[0] - 8.75 * y[1]
      derivative[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4]
      derivative[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3]
      derivative[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6]
      derivative[5] = 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6] - binding
      derivative[6] = binding - 1.81 * y[6]
      derivative[7] = 1.81 * y[6] - binding
    }
  }

  /// Van der Pol's relaxation oscillator, y″ = μ(1 − y²)y′ − y with μ = 1000.
  static let vanDerPol = StiffProblem(
    description: "van der Pol, mu = 1000",
    absoluteTolerances: [1e-11, 1e-13],
    reference: [0.1706167732170483e1, -0.8928097010247975e-3]
  ) {
    var problem = InitialValueProblem(from: 0, to: 2000, initialState: [2, 0]) {
      _, y, derivative in
      derivative[0] = y[1]
      derivative[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0]
    }
    problem.jacobian = { _, y, jacobian in
      jacobian[1] = -2000 * y[0] * y[1] - 1
      jacobian[2] = 1
      jacobian[3] = 1000 * (1 - y[0] * y[0])
    }
    return problem
  }

  /// The Belousov–Zhabotinskii reaction in the model of Field and Noyes (1974), a limit cycle whose
  /// components change by five decades.
  static let oregonator = StiffProblem(
    description: "Oregonator",
    absoluteTolerances: [1e-10],
    reference: [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3]
  ) {
    InitialValueProblem(from: 0, to: 360, initialState: [1, 2, 3]) { _, y, derivative in
      derivative[0] = 77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1]))
      derivative[1] = (y[2] - (1 + y[0]) * y[1]) / 77.27
      derivative[2] = 0.161 * (y[0] - y[2])
    }
  }

  /// The chemical part of an air pollution model: 25 reactions of 20 species (Verwer 1994). The
  /// smallest component at the end, O¹D, is 4e-18.
  static let pollution = StiffProblem(
    description: "Pollution",
    absoluteTolerances: pollutionReference.map { 1e-9 * $0 },
    reference: pollutionReference
  ) {
    var initialState = [Double](repeating: 0, count: 20)
    for (species, value) in [(2, 0.2), (4, 0.04), (7, 0.1), (8, 0.3), (9, 0.01), (17, 0.007)] {
      initialState[species - 1] = value
    }
    return InitialValueProblem(from: 0, to: 60, initialState: initialState) { _, y, derivative in
      for index in derivative.indices { derivative[index] = 0 }
      for reaction in pollutionReactions {
        var rate = reaction.constant
        for species in reaction.reactants { rate *= y[species - 1] }
        for species in reaction.consumed { derivative[species - 1] -= rate }
        for species in reaction.produced { derivative[species - 1] += rate }
      }
    }
  }
}

private let pollutionReference = [
  0.5646255480022769e-1, 0.1342484130422339, 0.4139734331099427e-8, 0.5523140207484359e-2,
  0.2018977262302196e-6, 0.1464541863493966e-6, 0.7784249118997964e-1, 0.3245075353396018,
  0.7494013383880406e-2, 0.1622293157301561e-7, 0.1135863833257075e-7, 0.2230505975721359e-2,
  0.2087162882798630e-3, 0.1396921016840158e-4, 0.8964884856898295e-2, 0.4352846369330103e-17,
  0.6899219696263405e-2, 0.1007803037365946e-3, 0.1772146513969984e-5, 0.5682943292316392e-4,
]

/// A reaction: its rate constant, the species whose product is its rate, and what becomes of them.
/// Species are numbered from 1, as in the test set.
private struct Reaction: Sendable {
  var constant: Double
  var reactants: [Int]
  var consumed: [Int]
  var produced: [Int]

  init(_ constant: Double, _ reactants: [Int], _ consumed: [Int], _ produced: [Int]) {
    self.constant = constant
    self.reactants = reactants
    self.consumed = consumed
    self.produced = produced
  }
}

private let pollutionReactions = [
  Reaction(0.35, [1], [1], [2, 3]),
  Reaction(26.6, [2, 4], [2, 4], [1]),
  Reaction(1.23e4, [5, 2], [2, 5], [1, 6]),
  Reaction(8.6e-4, [7], [7], [5, 5, 8]),
  Reaction(8.2e-4, [7], [7], [8]),
  Reaction(1.5e4, [7, 6], [6, 7], [5, 8]),
  Reaction(1.3e-4, [9], [9], [5, 8, 10]),
  Reaction(2.4e4, [9, 6], [6, 9], [11]),
  Reaction(1.65e4, [11, 2], [2, 11], [1, 10, 12]),
  Reaction(9e3, [11, 1], [1, 11], [13]),
  Reaction(0.022, [13], [13], [1, 11]),
  Reaction(1.2e4, [10, 2], [2, 10], [1, 14]),
  Reaction(1.88, [14], [14], [5, 7]),
  Reaction(1.63e4, [1, 6], [1, 6], [15]),
  Reaction(4.8e6, [3], [3], [4]),
  Reaction(3.5e-4, [4], [4], [16]),
  Reaction(0.0175, [4], [4], [3]),
  Reaction(1e8, [16], [16], [6, 6]),
  Reaction(4.44e11, [16], [16], [3]),
  Reaction(1.24e3, [17, 6], [6, 17], [5, 18]),
  Reaction(2.1, [19], [19], [2]),
  Reaction(5.78, [19], [19], [1, 3]),
  Reaction(0.0474, [1, 4], [1, 4], [19]),
  Reaction(1.78e3, [19, 1], [1, 19], [20]),
  Reaction(3.12, [20], [20], [1, 19]),
]
