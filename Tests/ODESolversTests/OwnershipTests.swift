#if SUNDIALS
  import ODESolvers
  import Parallel
  import Testing

  /// Every handle of SUNDIALS holds on to its context, and the context to the ranks: they live exactly as long as
  /// the last handle.
  @Suite struct OwnershipTests {
    /// A stepper after some steps, or nil if it could not be made, and the ranks that it holds on to.
    private static func makeStepper(
      _ method: CVODE, initialState: [Double] = [1, 1]
    ) throws -> (stepper: (any Stepper)?, ranks: WeakRanks) {
      let ranks = Ranks.alone
      var problem = InitialValueProblem(from: 0, to: 1, initialState: initialState) {
        _, y, derivative in
        for i in y.indices { derivative[i] = -y[i] }
      }
      problem.newtonSolve = { _, gamma, _, vector in
        for i in vector.indices { vector[i] /= 1 + gamma }
      }
      problem.ranks = ranks
      guard var stepper = try? method.makeStepper(for: problem, reading: nil) else {
        return (nil, WeakRanks(ranks))
      }
      try stepper.begin(problem.pieces[...])
      for _ in 0..<5 { try stepper.step(until: 1, atMost: 1) }
      return (stepper, WeakRanks(ranks))
    }

    static let methods: [CVODE] =
      cvodeMethods() + [
        CVODE(.bdf(.structured)), CVODE(.adams, nonNegative: [0..<2], maximumStepSize: 0.1),
      ]

    @Test(arguments: methods)
    func steppersFreeWhatTheyMade(_ method: CVODE) throws {
      var made = try Self.makeStepper(method)
      #expect(made.stepper != nil)
      #expect(made.ranks.ranks != nil, "the test must be able to fail")
      made.stepper = nil
      #expect(made.ranks.ranks == nil)
    }

    /// The set-up fails after most was made: the step cannot be negative.
    @Test(arguments: [CVODE.Method.adams, .bdf(.dense)])
    func failedSetUpsFreeWhatTheyMade(_ method: CVODE.Method) throws {
      let made = try Self.makeStepper(CVODE(method, maximumStepSize: -1))
      #expect(made.stepper == nil, "the test must be able to fail")
      #expect(made.ranks.ranks == nil)
    }
  }

  /// Knows of ranks without keeping them.
  private struct WeakRanks {
    weak var ranks: Ranks?

    init(_ ranks: Ranks) { self.ranks = ranks }
  }
#endif
