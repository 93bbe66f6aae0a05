#if SUNDIALS
  import CSUNDIALS
  import Parallel

  #if MPI
    import CMPI
  #endif

  /// The context in which SUNDIALS' objects are made, owned by all of them together.
  ///
  /// Every vector, matrix, solver and memory holds on to the context it was made in, so the context is the last to
  /// be freed, and the ranks that a vector's reductions ask outlive the vector.
  final class SUNDIALSContext {
    let handle: SUNContext
    /// Who share the vectors made here, each with a part.
    let ranks: Ranks

    /// Creates a context.
    ///
    /// - Parameters:
    ///   - ranks: who share the vectors to be made.
    ///   - call: names the time if SUNDIALS fails.
    init(ranks: Ranks, _ call: SUNDIALSCall) throws {
      var handle: SUNContext?
      try call("SUNContext_Create", Self.create(&handle, ranks: ranks))
      self.handle = try call("SUNContext_Create", handle)
      self.ranks = ranks
    }

    private static func create(_ handle: inout SUNContext?, ranks: Ranks) -> Int32 {
      #if MPI
        if ranks.count > 1 { return cmpi_context_create(&handle) }
      #endif
      return csundials_context_create(&handle)
    }

    deinit {
      var handle: SUNContext? = handle
      // Nobody is left who could be told.
      _ = SUNContext_Free(&handle)
    }
  }
#endif
