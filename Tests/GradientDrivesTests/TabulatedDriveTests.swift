import GradientDrives
import RandomNumbers
import TestSupport
import Testing

@Suite struct TabulatedDriveTests {
  /// A bound on noise is the largest number drawn; where that would mean to draw two thousand million,
  /// it is the largest that can be drawn at all: 53 bits reach 8.2095 standard deviations.
  @Test func boundsOnNoiseAreReadOrKnown() throws {
    let field = RandomField(seed: 1, purpose: .gradient)
    func drive(_ signals: Int) -> TabulatedDrive<HeldNoiseTable> {
      TabulatedDrive(
        HeldNoiseTable(signalCount: signals, window: 1, standardDeviation: [0.5], field: field))
    }
    let drawn = (0..<100).map { abs(0.5 * field.normal(synapse: 0, index: $0)) }
    #expect(try drive(2).magnitudeBounds(over: 0...100)[0] == drawn.max())
    let known = try drive(20_000).magnitudeBounds(over: 0...100_000)
    #expect(known.count == 20_000 && known.allSatisfy { $0 == 0.5 * 8.21 })
    #expect(normalQuantile(0x1p-53) > -8.21 && normalQuantile(0x1p-53) < -8.2)
  }

  private let table = ListedTable(times: [1, 2, 4], rows: [[10, -1], [20, -2], [-40, 8]])

  /// A constant is the same everywhere and never interrupts a solver.
  @Test func constantHolds() throws {
    let drive = TabulatedDrive(ListedTable(constant: [3, -4]))
    #expect(drive.isHeld && drive.signalCount == 2)
    #expect(drive.breakpoints(in: -5..<5).isEmpty)
    #expect(try values(drive, in: -5...5, at: [-5, 0, 5]) == [[3, -4], [3, -4], [3, -4]])
    #expect(try drive.magnitudeBounds(over: -5...5) == [3, 4])
  }

  /// Row k holds from its time to the next row's, the first before, the last for ever; a piece's
  /// right edge still belongs to the piece.
  @Test func heldRowsJump() throws {
    let drive = TabulatedDrive(table)
    #expect(drive.isHeld)
    #expect(try values(drive, in: 0...2, at: [0, 1, 1.5, 2]).map { $0[0] } == [10, 10, 10, 10])
    #expect(try values(drive, in: 2...4, at: [2, 3, 4]).map { $0[0] } == [20, 20, 20])
    #expect(try values(drive, in: 4...9, at: [4, 9]) == [[-40, 8], [-40, 8]])
  }

  /// The interval is open: its ends are no breakpoints. The first row's time is none, because what
  /// is before it is the same.
  @Test func heldBreakpoints() {
    let drive = TabulatedDrive(table)
    #expect(drive.breakpoints(in: 0..<10) == [2, 4])
    #expect(drive.breakpoints(in: 2..<4) == [])
    #expect(drive.breakpoints(in: 1.5..<4.5) == [2, 4])
    #expect(drive.breakpoints(in: 2.0.nextDown..<4.0.nextUp) == [2, 4])
    #expect(drive.breakpoints(in: 5..<6) == [])
  }

  /// Straight lines between the rows, level before and after; the slope jumps at every row.
  @Test func linearRowsAreConnected() throws {
    let drive = TabulatedDrive(table, interpolation: .linear)
    #expect(!drive.isHeld)
    #expect(drive.breakpoints(in: 0..<10) == [1, 2, 4])
    #expect(try values(drive, in: 0...1, at: [0, 0.5, 1]).map { $0[0] } == [10, 10, 10])
    #expect(
      try values(drive, in: 1...2, at: [1, 1.25, 2]) == [[10, -1], [12.5, -1.25], [20, -2]])
    #expect(try values(drive, in: 2...4, at: [2, 2.5, 4]) == [[20, -2], [5, 0.5], [-40, 8]])
    #expect(try values(drive, in: 4...9, at: [4, 9]) == [[-40, 8], [-40, 8]])
  }

  /// One source moved through all pieces, or through some of them, or back, gives what a fresh one
  /// does for each piece.
  @Test(arguments: Interpolation.allCases)
  func sourcesMoveFreely(_ interpolation: Interpolation) throws {
    for seed in 0..<100 {
      var random = SeededRandom(seed: seed)
      var times = [random.uniform(-1, 1)]
      for _ in 0..<6 { times.append(times[times.count - 1] + random.uniform(0.1, 2)) }
      let rows = times.map { _ in [random.normal(), random.normal()] }
      let drive = TabulatedDrive(
        ListedTable(times: times, rows: rows), interpolation: interpolation)
      let edges = [times[0] - 1] + times + [times[6] + 1]
      var source = try drive.makeSource()
      for _ in 0..<30 {
        let k = Int(random.next() % UInt64(edges.count - 1))
        let piece = edges[k]...edges[k + 1]
        try source.begin([piece])
        let time = random.uniform(piece.lowerBound, piece.upperBound)
        var moved = [0.0, 0]
        source.gradient(at: time, into: &moved)
        #expect(try values(drive, in: piece, at: [time]) == [moved], "seed \(seed)")
      }
    }
  }

  /// A linear table against its definition, and its bound against a fine grid.
  @Test func linearAgreesWithDefinition() throws {
    let drive = TabulatedDrive(table, interpolation: .linear)
    let bounds = try drive.magnitudeBounds(over: 1.5...3)
    // From 15 over 20 at t = 2 to −10; from −1.5 over −2 to 3.
    #expect(bounds == [20, 3])
    let held = try TabulatedDrive(table).magnitudeBounds(over: 1.5...3)
    #expect(held == [20, 2])
  }

  /// No row is dropped, however close to another it is; and each piece between rows has its own.
  @Test func neighbouringRowsAreKept() throws {
    for time in [0.3, 1e6, 1e15] {
      let times = [
        0, time, time.nextUp, time.nextUp.nextUp, time + 7 * time.ulp, time + 1000 * time.ulp,
      ]
      let rows = times.indices.map { [Double($0)] }
      let drive = TabulatedDrive(ListedTable(times: times, rows: rows))
      let end = time + 2000 * time.ulp
      let edges = [0] + drive.breakpoints(in: 0..<end) + [end]
      #expect(edges == times + [end])
      for (k, (start, stop)) in zip(edges, edges.dropFirst()).enumerated() {
        #expect(try values(drive, in: start...stop, at: [start, stop]) == [rows[k], rows[k]])
      }
    }
  }

  /// The last of n windows ends where the run does, also where n × window is another number than the duration.
  @Test func windowsDoNotBeginAtTheEnd() {
    let field = RandomField(seed: 1, purpose: .gradient)
    for tenths in 1...30 {
      for count in 2...200 {
        let (window, end) = (Double("\(tenths)e-1")!, Double("\(tenths * count)e-1")!)
        let drive = TabulatedDrive(
          HeldNoiseTable(signalCount: 1, window: window, standardDeviation: [1], field: field))
        #expect(drive.breakpoints(in: 0..<end).count == count - 1, "\(count) windows of \(window)")
      }
    }
  }

  /// Rows are found by time: also far out, and where times are irregular.
  @Test func rowsAreFoundByBisection() {
    for seed in 0..<50 {
      var random = SeededRandom(seed: seed)
      var times = [random.uniform(-10, 10)]
      for _ in 0..<40 { times.append(times[times.count - 1] + random.logUniform(1e-9, 10)) }
      let table = ListedTable(times: times, rows: times.map { [$0] })
      for (row, time) in times.enumerated() {
        #expect(table.lastRow(at: time) == row && table.lastRow(at: time.nextDown) == row - 1)
      }
      #expect(table.lastRow(at: 1e9) == times.count - 1)
    }
  }
}
