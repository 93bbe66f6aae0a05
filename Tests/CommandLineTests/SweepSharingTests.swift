import Foundation
import Testing

/// Sweeps that are ended, gone on with, and shared by several processes.
@Suite struct SweepSharingTests {
  /// Half a second a run, or more on a busy machine.
  private let slow = [
    "--vary", "seed=1,2,3,4,5,6", "--set", "integrator={method: euler, dt: 2e-6}", "--jobs", "2",
  ]

  private func startSlowSweep(in sweep: SweepScratch) throws -> Process {
    let process = Process()
    process.executableURL = Program.folder.appendingPathComponent("synapse")
    process.arguments = ["sweep", "s.yaml", "--output", "o"] + slow
    process.currentDirectoryURL = sweep.scratch.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Killed in the midst of its runs: what was finished is not run again, what its runs still write
  /// reaches nobody, and in the end all is as if nothing had been.
  @Test func killedSweepsGoOn() throws {
    let sweep = try SweepScratch()
    let process = try startSlowSweep(in: sweep)
    let finished = sweep.url("o/runs/0001").path
    while process.isRunning, !FileManager.default.fileExists(atPath: finished) { usleep(5000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let before = try contents(sweep.url("o/runs")).filter { !$0.hasPrefix(".") }
    #expect((1..<6).contains(before.count), "\(before)")
    let dates = try before.map { try sweep.modified("o/runs/\($0)") }

    let result = try sweep.run(slow)
    #expect(result.status == 0, "\(result.error)")
    #expect(try before.map { try sweep.modified("o/runs/\($0)") } == dates)
    #expect(try contents(sweep.url("o/runs")).filter { !$0.hasPrefix(".") }.count == 6)
    let whole = try sweep.run(slow, to: "whole")
    #expect(whole.status == 0)
    #expect(
      try Data(contentsOf: sweep.url("o/sweep.csv"))
        == Data(contentsOf: sweep.url("whole/sweep.csv")))
  }

  @Test func interruptionsKeepWhatIsFinished() throws {
    let sweep = try SweepScratch()
    let finished = sweep.url("o/runs/0000").path
    let result = try sweep.run(slow) { FileManager.default.fileExists(atPath: finished) }
    #expect(result.status == 130 && result.error.contains("error: interrupted"), "\(result.error)")
    let statuses = try sweep.statuses()
    #expect(statuses[0] == "finished" && statuses.contains("pending"), "\(statuses)")
    #expect(!statuses.contains("failed"))
    let runs = try contents(sweep.url("o/runs"))
    #expect(runs.count == statuses.count { $0 == "finished" }, "\(runs)")
  }

  /// Two at the same moment, many times.
  @Test(arguments: 0..<5) func partsMeetInOneFolder(_ round: Int) throws {
    let sweep = try SweepScratch()
    let grid = ["--vary", "seed=1,2,3,4,5,6,7", "--quiet"]
    let processes = try (0..<2).map { part in
      let process = Process()
      process.executableURL = Program.folder.appendingPathComponent("synapse")
      process.arguments = ["sweep", "s.yaml", "--output", "o", "--part", "\(part)/2"] + grid
      process.currentDirectoryURL = sweep.scratch.folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in processes { process.waitUntilExit() }
    #expect(processes.map(\.terminationStatus) == [0, 0])
    #expect(try sweep.run(grid, to: "whole").status == 0)
    for file in ["sweep.csv", "study.yaml"] {
      #expect(
        try Data(contentsOf: sweep.url("o/\(file)"))
          == Data(contentsOf: sweep.url("whole/\(file)")), "\(file)")
    }
    if hasGnuplot { #expect(try isXML(sweep.url("o/sweep.svg"))) }
  }

  /// What says which of several processes this is: mpirun, srun, a job array, both.
  @Test(arguments: [
    (["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "3"], [1, 4]),
    (["PMI_RANK": "2", "PMI_SIZE": "3"], [2, 5]),
    (["SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "4"], [0, 4]),
    (["SLURM_PROCID": "0", "SLURM_NTASKS": "4"], [0, 1, 2, 3, 4, 5]),
    (
      [
        "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_MAX": "9",
        "SLURM_ARRAY_TASK_STEP": "2", "SLURM_ARRAY_TASK_COUNT": "3",
      ], [1, 4]
    ),
    (
      [
        "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "1",
        "SLURM_ARRAY_TASK_COUNT": "2", "SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2",
      ], [3]
    ),
  ])
  func launchersSayWhoseShareItIs(_ environment: [String: String], _ share: [Int]) throws {
    let sweep = try SweepScratch()
    let result = try sweep.run(
      ["--vary", "seed=1,2,3,4,5,6"], environment: environment.merging(path) { $1 })
    #expect(result.status == 0, "\(result.error)")
    let finished = try sweep.statuses().enumerated().filter { $0.element == "finished" }
    #expect(finished.map(\.offset) == share)
  }

  private var path: [String: String] {
    ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
  }

  @Test(arguments: [
    [
      "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "9",
      "SLURM_ARRAY_TASK_COUNT": "3",
    ],
    ["PBS_ARRAY_INDEX": "1"],
  ])
  func unknownSharesAreAskedFor(_ environment: [String: String]) throws {
    let sweep = try SweepScratch()
    let result = try sweep.run(["--vary", "seed=1,2"], environment: environment)
    #expect(result.status == 64 && result.error.contains("give --part"), "\(result.error)")
    let told = try sweep.run(
      ["--vary", "seed=1,2", "--part", "1/2"], environment: environment.merging(path) { $1 })
    #expect(told.status == 0, "\(told.error)")
    #expect(try sweep.statuses() == ["pending", "finished"])
  }

  /// mpirun ends all ranks when one fails, so that only the last may say that a run failed.
  @Test func ranksFailTogetherInTheEnd() throws {
    let sweep = try SweepScratch()
    let options = [
      "--vary", "drive.gradient=[1e200, 1],[1, 1]", "--set", "integrator.method=rk4", "--quiet",
    ]
    for (rank, status) in [(0, 0), (1, 70)] {
      let environment = ["PMI_RANK": "\(rank)", "PMI_SIZE": "2"].merging(path) { $1 }
      let result = try sweep.run(options, environment: environment)
      #expect(result.status == Int32(status), "rank \(rank): \(result.error)")
    }
    // Parts of one's own have no such launcher.
    #expect(try sweep.run(options + ["--part", "0/2"], to: "parts").status == 70)
  }

  @Test func nobodyWorksOnTheSameTwice() throws {
    let sweep = try SweepScratch()
    let process = try startSlowSweep(in: sweep)
    let table = sweep.url("o/sweep.csv").path
    while process.isRunning, !FileManager.default.fileExists(atPath: table) { usleep(5000) }
    let second = try sweep.run(slow)
    #expect(second.status == 73 && second.error.contains("another process works on the same part"))
    for options in [["--force"], ["--part", "0/2"]] {
      let result = try sweep.run(slow + options)
      #expect(result.status == 73 && result.error.contains("another process works on"))
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
  }
}
