import Experiments
import Studies
import Testing

/// What launchers and batch systems say of a process's place, however wrong.
@Suite struct SweepPartTests {
  private static func slurm(
    _ id: String, _ first: String, _ last: String, _ step: String, _ count: String
  )
    -> [String: String]
  {
    [
      "SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last,
      "SLURM_ARRAY_TASK_STEP": step, "SLURM_ARRAY_TASK_COUNT": count,
    ]
  }

  @Test func placesInArraysAreTold() throws {
    for (environment, part) in [
      (Self.slurm("7", "1", "10", "3", "4"), "2/4"), (Self.slurm("0", "0", "0", "1", "1"), "0/1"),
      (["OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "3"], "2/3"), ([:], "0/1"),
      (["PMI_RANK": "5", "PMI_SIZE": "3"], "0/1"),
    ] {
      #expect(try SweepPart(asked: nil, environment: environment).description == part)
    }
    let both = Self.slurm("3", "0", "3", "1", "4").merging(
      ["SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2"]) { own, _ in own }
    #expect(try SweepPart(asked: nil, environment: both).description == "7/8")
  }

  /// Numbers of any size, in any combination: a part or a message, and no overflow.
  @Test func anyNumbersAreReadOrRefused() throws {
    let numbers = [
      "0", "1", "3", "-1", "\(Int.max)", "\(Int.min)", "\(Int.max - 1)", "99999999999999999999",
      "x", "",
      "4611686018427387904",
    ]
    var parts = 0
    for id in numbers {
      for first in numbers {
        for last in numbers {
          for step in numbers {
            for count in numbers {
              let environment = Self.slurm(id, first, last, step, count)
              let part = try? SweepPart(asked: nil, environment: environment)
              if let part { parts += (0..<part.count).contains(part.index) ? 1 : 0 }
            }
          }
        }
      }
    }
    #expect(parts > 0)
    for rank in numbers {
      for size in numbers {
        for asked in [nil, SweepPart(2, of: 3), SweepPart("9999/10000")] {
          for names in [
            ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
            ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
          ] {
            _ = try? SweepPart(asked: asked, environment: [names.0: rank, names.1: size])
          }
        }
      }
    }
    let many = ["PMI_RANK": "0", "PMI_SIZE": "\(Int.max)"]
    let error = try #require(throws: SweepPartError.self) {
      try SweepPart(asked: SweepPart(2, of: 3), environment: many)
    }
    #expect("\(error)".contains("there are 3 parts of \(Int.max) ranks"))
  }
}
