import ODESolvers
import SynapticDynamics

/// A method as studies know it: what it is called, how it chooses its steps, which keys it uses, which studies it
/// cannot solve, and how it is made.
///
/// The reader, the memory estimate, runs and comparisons go by ``all``: a method is a value in
/// `IntegrationMethod+All.swift`.
package struct IntegrationMethod: Sendable, Equatable {
  /// How a method chooses the lengths of its steps.
  package enum Steps: Sendable { case fixed, adaptive, closedForm }

  /// What study files call it, for example `cvodeAdams`.
  package let name: String
  package let steps: Steps
  /// The keys that it alone has a use for, besides those of the steps' length.
  package let ownKeys: [String]
  /// Whether it is a method of SUNDIALS, which a program may have been built without.
  package let needsSUNDIALS: Bool
  /// Whether it looks at all synapses' invariants itself, within the many windows or steps that it takes at once.
  package let watchesInvariants: Bool
  /// Whether it ends its steps where signs change, if it is asked to.
  package let locatesSigns: Bool
  /// About how many numbers it holds for a state of so many, as measured with 10⁶ synapses of bioAdam.
  package let numbers: @Sendable (IntegratorDescription, _ state: Double) -> Double
  /// Of a fixed step the bounds for Bio-Adam: below which it is stable, and up to which it is monotone, if that is less.
  package let stepBounds: @Sendable (StepSizeLimits) -> (stable: Double, monotone: Double?)
  /// Why it cannot solve a study of some rule under some drive, as what is said of it; empty if it can.
  private let needs: @Sendable (RuleKind, DriveDescription) -> [String]
  /// Makes the solver.
  package let make: @Sendable (StudyModel, IntegratorDescription) throws -> any Solver

  package init(
    _ name: String, _ steps: Steps, ownKeys: [String] = [], needsSUNDIALS: Bool = false,
    watchesInvariants: Bool = false, locatesSigns: Bool = false,
    numbers: @escaping @Sendable (IntegratorDescription, _ state: Double) -> Double,
    stepBounds: @escaping @Sendable (StepSizeLimits) -> (stable: Double, monotone: Double?) = { _ in
      (.infinity, nil)
    },
    needs: @escaping @Sendable (RuleKind, DriveDescription) -> [String] = { _, _ in [] },
    make: @escaping @Sendable (StudyModel, IntegratorDescription) throws -> any Solver
  ) {
    self.name = name
    self.steps = steps
    self.ownKeys = ownKeys
    self.needsSUNDIALS = needsSUNDIALS
    self.watchesInvariants = watchesInvariants
    self.locatesSigns = locatesSigns
    self.numbers = numbers
    self.stepBounds = stepBounds
    self.needs = needs
    self.make = make
  }

  /// Methods are the same if they have the same name.
  package static func == (a: Self, b: Self) -> Bool { a.name == b.name }

  /// The method of a name.
  package static func named(_ name: String) -> Self? { all.first { $0.name == name } }

  /// The keys of the section `integrator` that it has a use for, apart from those that every method has.
  package var keys: [String] {
    switch steps {
    case .fixed: ["dt"] + ownKeys
    case .adaptive: ["rtol", "atol"] + ownKeys
    case .closedForm: ownKeys
    }
  }

  /// Whether the program has it.
  package var isAvailable: Bool {
    #if SUNDIALS
      true
    #else
      !needsSUNDIALS
    #endif
  }

  /// Why the program has not got it; nil if it has.
  package var absence: String? {
    guard !isAvailable else { return nil }
    let others = Self.all.filter(\.isAvailable).map(\.name)
    return
      "\(name) needs SUNDIALS, and this program was built without it; use \(others.dropLast().joined(separator: ", ")) or \(others.last!)"
  }

  /// Why it cannot solve a study of some rule under some drive; empty if it can.
  package func refusals(_ rule: RuleKind, _ drive: DriveDescription) -> [String] {
    needs(rule, drive).map { "\(name) \($0)" }
  }

  /// Whether it solves a study.
  package func solves(_ study: Study) -> Bool {
    isAvailable && refusals(study.rule, study.drive).isEmpty
  }
}

extension IntegratorDescription {
  /// The method with its setting.
  package var label: String {
    switch method.steps {
    case .fixed: "\(method.name) dt = \(dt)"
    case .adaptive: "\(method.name) rtol = \(relativeTolerance)"
    case .closedForm: method.name
    }
  }

  /// Whether the state is kept in 32 bits.
  package var isSinglePrecision: Bool { precision == .single && method.keys.contains("precision") }

  /// What an invariant may be off by because of the method's own error, in a run of some duration.
  package func slack(duration: Double) -> Double {
    switch method.steps {
    // In 32 bits the roundings of many windows, which go to and fro, and of many steps show in what hardly moves.
    case .closedForm: isSinglePrecision ? max(1e-5, 1e-7 * duration.squareRoot()) : 1e-12
    case .fixed:
      isSinglePrecision ? max(1e-5, 6e-8 * duration / dt) : 1e-9
    case .adaptive: 100 * relativeTolerance
    }
  }
}
