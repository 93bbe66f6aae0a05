extension SolverFailure {
  /// What a SUNDIALS function returned. Flags are equal if their numbers are, whether this program knows a name for
  /// them or not.
  ///
  /// ```swift
  /// if case .sundials(_, .errorTestFailure) = failure.reason { … }
  /// ```
  ///
  /// Reference: the return codes of CVODE's user guide.
  public struct SUNDIALSFlag: RawRepresentable, Hashable, Sendable {
    /// The number: negative for failures.
    public let rawValue: Int32

    /// A flag, known or not.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// CV_TOO_MUCH_WORK: too many steps within one call.
    public static let tooMuchWork = Self(rawValue: -1)
    /// CV_TOO_MUCH_ACC: the tolerances ask for more than double precision holds.
    public static let tooMuchAccuracy = Self(rawValue: -2)
    /// CV_ERR_FAILURE: the error test failed again and again.
    public static let errorTestFailure = Self(rawValue: -3)
    /// CV_CONV_FAILURE: the nonlinear iteration did not converge, again and again.
    public static let convergenceFailure = Self(rawValue: -4)
    /// CV_LINIT_FAIL: the linear solver could not be initialised.
    public static let linearInitialisationFailure = Self(rawValue: -5)
    /// CV_LSETUP_FAIL: the linear solver could not be set up.
    public static let linearSetupFailure = Self(rawValue: -6)
    /// CV_LSOLVE_FAIL: a linear system could not be solved.
    public static let linearSolveFailure = Self(rawValue: -7)
    /// CV_RHSFUNC_FAIL: the right-hand side failed for good.
    public static let rightHandSideFailure = Self(rawValue: -8)
    /// CV_FIRST_RHSFUNC_ERR: the right-hand side failed in its first evaluation.
    public static let firstRightHandSideFailure = Self(rawValue: -9)
    /// CV_REPTD_RHSFUNC_ERR: the right-hand side failed again and again.
    public static let repeatedRightHandSideFailure = Self(rawValue: -10)
    /// CV_UNREC_RHSFUNC_ERR: the right-hand side failed where no shorter step can help.
    public static let unrecoverableRightHandSideFailure = Self(rawValue: -11)
    /// CV_RTFUNC_FAIL: a root function failed.
    public static let rootFunctionFailure = Self(rawValue: -12)
    /// CV_NLS_INIT_FAIL: the nonlinear solver could not be initialised.
    public static let nonlinearInitialisationFailure = Self(rawValue: -13)
    /// CV_NLS_SETUP_FAIL: the nonlinear solver could not be set up.
    public static let nonlinearSetupFailure = Self(rawValue: -14)
    /// CV_CONSTR_FAIL: a constraint cannot hold.
    public static let constraintFailure = Self(rawValue: -15)
    /// CV_NLS_FAIL: the nonlinear solver failed for good.
    public static let nonlinearFailure = Self(rawValue: -16)
    /// CV_MEM_FAIL: there is not enough memory.
    public static let outOfMemory = Self(rawValue: -20)
    /// CV_MEM_NULL: what was to be used was not made.
    public static let missingMemory = Self(rawValue: -21)
    /// CV_ILL_INPUT: an argument does not fit.
    public static let illegalInput = Self(rawValue: -22)
    /// CV_NO_MALLOC: the integrator was not initialised.
    public static let notInitialised = Self(rawValue: -23)
    /// CV_BAD_K: there is no derivative of that order.
    public static let badDerivativeOrder = Self(rawValue: -24)
    /// CV_BAD_T: the time lies outside the last step.
    public static let badTime = Self(rawValue: -25)
    /// CV_BAD_DKY: there is no vector for the result.
    public static let missingResult = Self(rawValue: -26)
    /// CV_TOO_CLOSE: the end is too close to the start.
    public static let tooClose = Self(rawValue: -27)
    /// CV_VECTOROP_ERR: an operation on vectors failed.
    public static let vectorOperationFailure = Self(rawValue: -28)
  }
}

extension SolverFailure.SUNDIALSFlag {
  /// SUNDIALS' own name, for example `CV_ERR_FAILURE`; `NONE` if there is none here.
  public var name: String {
    switch self {
    case .tooMuchWork: "CV_TOO_MUCH_WORK"
    case .tooMuchAccuracy: "CV_TOO_MUCH_ACC"
    case .errorTestFailure: "CV_ERR_FAILURE"
    case .convergenceFailure: "CV_CONV_FAILURE"
    case .linearInitialisationFailure: "CV_LINIT_FAIL"
    case .linearSetupFailure: "CV_LSETUP_FAIL"
    case .linearSolveFailure: "CV_LSOLVE_FAIL"
    case .rightHandSideFailure: "CV_RHSFUNC_FAIL"
    case .firstRightHandSideFailure: "CV_FIRST_RHSFUNC_ERR"
    case .repeatedRightHandSideFailure: "CV_REPTD_RHSFUNC_ERR"
    case .unrecoverableRightHandSideFailure: "CV_UNREC_RHSFUNC_ERR"
    case .rootFunctionFailure: "CV_RTFUNC_FAIL"
    case .nonlinearInitialisationFailure: "CV_NLS_INIT_FAIL"
    case .nonlinearSetupFailure: "CV_NLS_SETUP_FAIL"
    case .constraintFailure: "CV_CONSTR_FAIL"
    case .nonlinearFailure: "CV_NLS_FAIL"
    case .outOfMemory: "CV_MEM_FAIL"
    case .missingMemory: "CV_MEM_NULL"
    case .illegalInput: "CV_ILL_INPUT"
    case .notInitialised: "CV_NO_MALLOC"
    case .badDerivativeOrder: "CV_BAD_K"
    case .badTime: "CV_BAD_T"
    case .missingResult: "CV_BAD_DKY"
    case .tooClose: "CV_TOO_CLOSE"
    case .vectorOperationFailure: "CV_VECTOROP_ERR"
    default: "NONE"
    }
  }

  /// What to change.
  var advice: String {
    switch self {
    case .tooMuchAccuracy:
      "The tolerances ask for more than double precision holds: raise rtol above 1e-14 or atol."
    case .errorTestFailure:
      "The error test failed again and again: declare the discontinuity that may lie here as a"
        + " breakpoint, or loosen the tolerances."
    case .convergenceFailure:
      "The nonlinear iteration did not converge: with Adams the problem is too stiff here, use"
        + " BDF; with BDF give an exact Jacobian or the dense linear solver. A constraint that"
        + " cannot hold shows like this too."
    case .linearInitialisationFailure, .linearSetupFailure, .linearSolveFailure:
      "The linear solver failed: give an exact Jacobian, or use the other linear solver."
    case .constraintFailure:
      "A component cannot stay non-negative within the tolerances: tighten them, or drop the"
        + " constraint if the model really crosses zero."
    case .outOfMemory, .missingMemory:
      "There is not enough memory: integrate fewer components, or use a method with fewer vectors."
    case .tooClose:
      "The interval is too short for its time's precision: shift the origin of time."
    default:
      "An argument does not fit: check tolerances, constraints and times."
    }
  }
}
