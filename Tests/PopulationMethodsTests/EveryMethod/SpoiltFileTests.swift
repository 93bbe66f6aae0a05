import DataFiles
import Foundation
import GradientDrives
import ODESolvers
import PopulationMethods
import SynapticDynamics
import TestSupport
import Testing

/// A drive whose file is spoilt between opening it and reading a row, as by another program during a run.
@Suite struct SpoiltFileTests {
  /// Every method ends with the error and its line, at the edge before the row that could not be read, in the
  /// very state of a run that ends there; and the signals of the piece before are still known.
  @Test(arguments: DriveFile.Damage.allCases)
  func everyMethodEndsInTheLastGoodState(_ damage: DriveFile.Damage) throws {
    let file = try DriveFile(rows: 1500)
    for interpolation in Interpolation.allCases {
      for row in [1, 2, 5, 100, 1203] {
        // A piece of a line needs the row that it ends with, a held one that it begins with.
        let end = Double(interpolation == .held ? row : row - 1)
        for partner in [false, true] {
          for method in methods where interpolation == .held || !method.name.hasPrefix("exact") {
            let name = "\(method.name), \(interpolation) row \(row), partner \(partner)"
            try file.write()
            let table = try CSVTable(path: file.path)
            func dynamics() throws -> PopulationDynamics {
              let drive = TabulatedDrive(table, interpolation: interpolation)
              return partner
                ? try PopulationDynamics(
                  rule: BioAdam(backward: BioAdam.Kinetics()),
                  drive: PartnerDrive(forward: drive, gain: 0.5, delay: 0.25))
                : try PopulationDynamics(rule: BioAdam(), drive: drive)
            }
            let state = rest(2) + (partner ? rest(2) : []) + [0.1, 0.2, 0.1, 0.2]
            var expected =
              method.name == "euler in 32 bits" ? state.map { Double(Float($0)) } : state
            if end > 0 {
              let whole = try dynamics()
              let solution = run(
                try method.make(whole), whole.problem(from: 0, to: end, initialState: state))
              try solution.check()
              expected = solution.state
            }
            let spoilt = try dynamics()
            let solver = try method.make(spoilt)
            try file.spoil(row: row, damage)
            let solution = run(solver, spoilt.problem(from: 0, to: 1500, initialState: state))
            guard case .failed(let error as DataFileError) = solution.ending else {
              Issue.record("\(name): \(solution.ending)")
              continue
            }
            #expect(error.line == row + 2 && error.file == file.path, "\(name): \(error)")
            #expect(solution.time == end && solution.state == expected, "\(name): \(solution.time)")
            #expect(spoilt.feed.hasBegun == (end > 0), "\(name)")
            guard spoilt.feed.hasBegun else { continue }
            let gradient = spoilt.feed.gradient(at: end, of: [0, 1])
            // At the end of a line's piece the last row comes from a sum.
            for k in 0..<2 {
              #expect(abs(gradient[k] - file.value(row - 1, k)) < 1e-15, "\(name)")
            }
          }
        }
      }
    }
  }

  private struct Choice {
    let name: String
    let make: (PopulationDynamics) throws -> any Solver
  }

  private var methods: [Choice] {
    var methods = [
      Choice(name: "exact") { try ExactPropagator($0) },
      Choice(name: "exact in 32 bits") { try ExactPropagator($0, precision: .single) },
      Choice(name: "collocation") {
        try Collocation($0, relative: 1e-6)
      },
      Choice(name: "rk4") { _ in RungeKutta4(stepSize: 0.5) },
      Choice(name: "euler") { _ in ForwardEuler(stepSize: 0.5) },
      Choice(name: "euler in place") { try PopulationEuler($0, stepSize: 0.5) },
      Choice(name: "euler in 32 bits") {
        try PopulationEuler($0, stepSize: 0.5, precision: .single)
      },
    ]
    #if SUNDIALS
      methods.append(Choice(name: "cvodeAdams") { CVODE(.adams, tolerances: $0.tolerances()) })
      methods.append(
        Choice(name: "cvodeBDF") { CVODE(.bdf(.structured), tolerances: $0.tolerances()) })
    #endif
    return methods
  }

  private func run(_ solver: any Solver, _ problem: InitialValueProblem) -> Solution {
    var observer = SampleRecorder()
    return solver.solve(problem, sampling: [], observer: &observer)
  }
}

/// A CSV file in a folder of its own.
final class DriveFile {
  /// What becomes of a row.
  enum Damage: CaseIterable {
    /// The file ends before it.
    case cut
    /// The file ends within its last number.
    case cutWithin
    /// A number becomes a word.
    case text
    /// It is another time's.
    case otherTime
  }

  let path: String
  private let text: String
  private let folder: URL

  init(text: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "synapse-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent("g.csv").path
    self.text = text
    try write()
  }

  /// Two signals at 0, 1, 2, ….
  convenience init(rows: Int) throws {
    var text = "time,g0,g1\n"
    for row in 0..<rows { text += "\(row),\(Self.value(row, 0)),\(Self.value(row, 1))\n" }
    try self.init(text: text)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func value(_ row: Int, _ signal: Int) -> Double { Self.value(row, signal) }

  private static func value(_ row: Int, _ signal: Int) -> Double {
    Double((row * 7 + signal * 3) % 11 - 5) / 10 + 0.0625
  }

  /// The file as it was.
  func write() throws { try text.write(toFile: path, atomically: false, encoding: .utf8) }

  func spoil(row: Int, _ damage: Damage) throws {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = row + 1
    switch damage {
    case .cut: lines = lines[..<line] + [""]
    case .cutWithin: lines = lines[..<line] + [String(lines[line].dropLast())]
    case .text: lines[line] = String(lines[line].dropLast(6)) + "volume"
    case .otherTime: lines[line] = "9" + lines[line]
    }
    try lines.joined(separator: "\n").write(toFile: path, atomically: false, encoding: .utf8)
  }
}
