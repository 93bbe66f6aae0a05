#if SUNDIALS
  import CSUNDIALS

  /// The one way by which SUNDIALS' functions are called that can fail.
  ///
  /// What frees has nobody to tell, and is not called so; nor are operations on vectors, which return nothing.
  struct SUNDIALSCall {
    /// Where the run stands, for the failure.
    var time: Double

    /// Turns a negative flag into a failure.
    func callAsFunction(_ function: String, _ flag: Int32) throws(SolverFailure) {
      if flag < 0 { throw failure(function, SolverFailure.SUNDIALSFlag(rawValue: flag)) }
    }

    /// Turns a null pointer into a failure.
    func callAsFunction<Pointer>(_ function: String, _ pointer: Pointer?) throws(SolverFailure)
      -> Pointer
    {
      guard let pointer else { throw failure(function, .missingMemory) }
      return pointer
    }

    private func failure(_ function: String, _ flag: SolverFailure.SUNDIALSFlag) -> SolverFailure {
      SolverFailure(.sundials(function: function, flag: flag), time: time, advice: flag.advice)
    }
  }

  func sundialsVersion() -> String { String(cString: csundials_version()) }
#endif
