#if SUNDIALS
  import CSUNDIALS

  /// The one way by which SUNDIALS functions that return a flag are called.
  struct SUNDIALSCall {
    var time: Double

    /// Turns a negative flag into a failure that keeps SUNDIALS' name for it.
    func callAsFunction(_ function: String, _ flag: Int32) throws {
      if flag < 0 { throw failure(function, flag) }
    }

    /// Turns a null pointer into a failure.
    func callAsFunction<Pointer>(_ function: String, _ pointer: Pointer?) throws -> Pointer {
      guard let pointer else { throw failure(function, CV_MEM_NULL) }
      return pointer
    }

    private func failure(_ function: String, _ flag: Int32) -> SolverFailure {
      SolverFailure(
        .sundials(function: function, flag: SolverFailure.SUNDIALSFlag(cvode: flag)), time: time,
        advice: SolverFailure.advice(forCVODE: flag))
    }
  }

  extension SolverFailure.SUNDIALSFlag {
    /// A flag of CVODE, with the name that `CVodeGetReturnFlagName` gives it; 6.4 has forgotten the
    /// one of constraints there.
    init(cvode flag: Int32) {
      guard flag != CV_CONSTR_FAIL else {
        self.init(rawValue: flag, name: "CV_CONSTR_FAIL")
        return
      }
      let name = CVodeGetReturnFlagName(Int(flag))
      self.init(rawValue: flag, name: name.map { String(cString: $0) } ?? "unknown flag")
      free(name)
    }
  }

  extension SolverFailure {
    /// What to change when CVODE returns a flag.
    static func advice(forCVODE flag: Int32) -> String {
      switch flag {
      case CV_TOO_MUCH_ACC:
        "The tolerances ask for more than double precision holds: raise rtol above 1e-14 or atol."
      case CV_ERR_FAILURE:
        "The error test failed again and again: declare the discontinuity that may lie here as a"
          + " breakpoint, or loosen the tolerances."
      case CV_CONV_FAILURE:
        "The nonlinear iteration did not converge: with Adams the problem is too stiff here, use"
          + " BDF; with BDF give an exact Jacobian or the dense linear solver. A constraint that"
          + " cannot hold shows like this too."
      case CV_LINIT_FAIL, CV_LSETUP_FAIL, CV_LSOLVE_FAIL:
        "The linear solver failed: give an exact Jacobian, or use the other linear solver."
      case CV_CONSTR_FAIL:
        "A component cannot stay non-negative within the tolerances: tighten them, or drop the"
          + " constraint if the model really crosses zero."
      case CV_MEM_FAIL, CV_MEM_NULL:
        "There is not enough memory: integrate fewer components, or use a method with fewer vectors."
      case CV_TOO_CLOSE:
        "The interval is too short for its time's precision: shift the origin of time."
      default:
        "An argument does not fit: check tolerances, constraints and times."
      }
    }
  }

  func sundialsVersion() -> String { String(cString: csundials_version()) }
#endif
