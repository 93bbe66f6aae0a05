#if SUNDIALS
  import CSUNDIALS
  import ODESolvers
  import Testing

  @Suite struct SUNDIALSFlagTests {
    typealias Flag = SolverFailure.SUNDIALSFlag

    /// Every name beside the number in SUNDIALS' own header.
    static let known: [(flag: Flag, number: Int32, name: String)] = [
      (.tooMuchWork, CV_TOO_MUCH_WORK, "CV_TOO_MUCH_WORK"),
      (.tooMuchAccuracy, CV_TOO_MUCH_ACC, "CV_TOO_MUCH_ACC"),
      (.errorTestFailure, CV_ERR_FAILURE, "CV_ERR_FAILURE"),
      (.convergenceFailure, CV_CONV_FAILURE, "CV_CONV_FAILURE"),
      (.linearInitialisationFailure, CV_LINIT_FAIL, "CV_LINIT_FAIL"),
      (.linearSetupFailure, CV_LSETUP_FAIL, "CV_LSETUP_FAIL"),
      (.linearSolveFailure, CV_LSOLVE_FAIL, "CV_LSOLVE_FAIL"),
      (.rightHandSideFailure, CV_RHSFUNC_FAIL, "CV_RHSFUNC_FAIL"),
      (.firstRightHandSideFailure, CV_FIRST_RHSFUNC_ERR, "CV_FIRST_RHSFUNC_ERR"),
      (.repeatedRightHandSideFailure, CV_REPTD_RHSFUNC_ERR, "CV_REPTD_RHSFUNC_ERR"),
      (.unrecoverableRightHandSideFailure, CV_UNREC_RHSFUNC_ERR, "CV_UNREC_RHSFUNC_ERR"),
      (.rootFunctionFailure, CV_RTFUNC_FAIL, "CV_RTFUNC_FAIL"),
      (.nonlinearInitialisationFailure, CV_NLS_INIT_FAIL, "CV_NLS_INIT_FAIL"),
      (.nonlinearSetupFailure, CV_NLS_SETUP_FAIL, "CV_NLS_SETUP_FAIL"),
      (.constraintFailure, CV_CONSTR_FAIL, "CV_CONSTR_FAIL"),
      (.nonlinearFailure, CV_NLS_FAIL, "CV_NLS_FAIL"),
      (.outOfMemory, CV_MEM_FAIL, "CV_MEM_FAIL"),
      (.missingMemory, CV_MEM_NULL, "CV_MEM_NULL"),
      (.illegalInput, CV_ILL_INPUT, "CV_ILL_INPUT"),
      (.notInitialised, CV_NO_MALLOC, "CV_NO_MALLOC"),
      (.badDerivativeOrder, CV_BAD_K, "CV_BAD_K"),
      (.badTime, CV_BAD_T, "CV_BAD_T"),
      (.missingResult, CV_BAD_DKY, "CV_BAD_DKY"),
      (.tooClose, CV_TOO_CLOSE, "CV_TOO_CLOSE"),
      (.vectorOperationFailure, CV_VECTOROP_ERR, "CV_VECTOROP_ERR"),
    ]

    @Test(arguments: known.indices)
    func numbersAndNamesAreSUNDIALSOwn(_ index: Int) {
      let (flag, number, name) = Self.known[index]
      #expect(flag.rawValue == number)
      #expect(flag.name == name)
      let own = CVodeGetReturnFlagName(Int(number)).map { String(cString: $0) }
      // SUNDIALS 6.4 has forgotten two names and misspelt one.
      #expect(own == name || own == "NONE" || flag == .nonlinearSetupFailure)
    }

    @Test func flagsCompareByNumber() {
      #expect(Flag(rawValue: -4) == .convergenceFailure)
      #expect(Flag(rawValue: -4).hashValue == Flag.convergenceFailure.hashValue)
      #expect(Flag(rawValue: -4) != .errorTestFailure)
      let reason = SolverFailure.Reason.sundials(function: "CVode", flag: Flag(rawValue: -3))
      guard case .sundials(_, .errorTestFailure) = reason else {
        Issue.record("a flag must match by its number")
        return
      }
    }

    /// What a later SUNDIALS may return.
    @Test func unknownFlagsSurvive() {
      let flag = Flag(rawValue: -9991)
      #expect(flag.rawValue == -9991)
      #expect(!Self.known.contains { $0.flag == flag })
      let failure = SolverFailure(
        .sundials(function: "SUNContext_Create", flag: flag), time: 0, advice: "Look it up.")
      #expect(failure.description.contains("SUNContext_Create returned NONE (-9991)"))
    }
  }
#endif
