import Foundation
import Testing

/// Whatever is put into the program, it ends: in time, within its memory, with a documented exit status, one message,
/// and numbers that are numbers.
@Suite struct FuzzTests {
  /// Mistakes in studies are named with file and line, by `validate` as by `run`, and leave nothing.
  @Test func studies() throws {
    try Campaign.run("studies", 150) { given in
      try given.write(given.dice.study(), to: "s.yaml")
      try given.write(StudyMutations.drive, to: "drive.csv")
      let validated = try given.synapse(["validate", "s.yaml"])
      if validated.status == 65 { given.expectPlace(validated, of: "s.yaml") }
      try given.tryStudy(isRight: validated.status == 0)
    }
  }

  /// What is right runs to its end, or fails with a reason; so does what the run writes for others to run.
  @Test(arguments: ["synapses", "networks"]) func rightStudies(_ what: String) throws {
    try Campaign.run("right-\(what)", 30) { given in
      let study = what == "synapses" ? given.dice.validStudy() : given.dice.validNetwork()
      try given.write(study, to: "s.yaml")
      try given.write(StudyMutations.drive, to: "drive.csv")
      let run = try given.synapse(["run", "s.yaml", "--output", "out", "--quiet"])
      if ![0, 70].contains(run.status) { given.complain("a right study ends with \(run.status)") }
      given.checkTables(run, in: "out")
      guard run.status == 0, given.dice.chance(30) else { return }
      try given.succeed(["run", "out/study.yaml", "--output", "again", "--quiet"])
      let traces = try ["out", "again"].map { try Data(contentsOf: given.url("\($0)/trace.csv")) }
      if traces[0] != traces[1] { given.complain("the resolved study has another trace") }
    }
  }

  @Test func drives() throws {
    try Campaign.run("drives", 60) { given in
      let interpolation = given.dice.pick("held", "linear")
      let methods =
        interpolation == "held" ? ["exact", "euler", "rk4"] : ["collocation", "euler", "rk4"]
      try given.write(
        "duration: 20\ndrive: {kind: csv, file: drive.csv, interpolation: \(interpolation)}\n"
          + "integrator: {method: \(given.dice.pick(methods)), max_steps: 3000}\n", to: "s.yaml")
      try given.write(
        given.dice.mutate(StudyMutations.drive, times: given.dice.chance(70) ? 1 : 3),
        to: "drive.csv")
      let validated = try given.synapse(["validate", "s.yaml"])
      try given.tryStudy(isRight: validated.status == 0)
    }
  }

  /// Files in the manner of MNIST, packed or not, of CIFAR, and CSV of one's own, of features or of spikes.
  @Test func dataSets() throws {
    try Campaign.run("data-sets", 40) { given in
      let kind = given.dice.pick("idx", "idx", "csv", "cifar", "spikes")
      var files = DataSetFiles.files(of: kind, isPacked: given.dice.chance(50))
      let name = given.dice.pick(files.keys.sorted())
      files[name] = given.dice.mutate(files[name]!, times: given.dice.chance(70) ? 1 : 3)
      for (name, data) in files { try given.write(data, to: "data/\(name)") }
      let set = [
        "idx": "mnist", "cifar": "cifar10",
        "csv": "{training_file: data/train.csv, test_file: data/test.csv}",
        "spikes":
          "{spikes: {training_file: data/train.csv, test_file: data/test.csv, time_scale: 1000}}",
      ][kind]!
      try given.write(
        "epochs: 1\nrule: momentum\ndrive: {kind: \(kind == "spikes" ? "spikingNetwork" : "network"), data: \(set), layers: [2]}\n",
        to: "s.yaml")
      try given.synapse(["data", "list", "--data-dir", "data"])
      let run = try given.synapse(
        ["run", "s.yaml", "--output", "out", "--quiet", "--data-dir", "data"])
      given.checkTables(run, in: "out")
    }
  }

  /// Half of them get their checksum again, so that what is behind it is reached.
  @Test func checkpoints() throws {
    let sources = try UnfinishedRuns.all.get()
    try Campaign.run("checkpoints", 60) { given in
      let source = given.dice.pick(sources)
      for (name, data) in source { try given.write(data, to: "out/\(name)") }
      let file = given.dice.chance(80) ? "checkpoint" : given.dice.pick(source.keys.sorted())
      var data = source[file]!
      if file == "checkpoint", given.dice.chance(75) {
        data =
          switch given.dice.number(5) {
          case 0: given.dice.mutate(data.dropLast(4))
          case 1: UnfinishedRuns.mutatingNumber(data, &given.dice)
          default: UnfinishedRuns.mutatingHeader(data) { given.dice.mutate($0) }
          }
        data = UnfinishedRuns.sealed(data)
      } else {
        data = given.dice.mutate(data)
      }
      try given.write(data, to: "out/\(file)")
      let resumed = try given.synapse(["resume", "out", "--quiet"])
      // Only the length of what the trace had is known.
      if !file.hasSuffix(".csv"), file != ".trace.csv.partial" {
        given.checkTables(resumed, in: "out")
      }
    }
  }

  /// Tables and summaries that `plot`, `report`, `differences` and `table` read, and `sweep` goes on from.
  @Test(arguments: ["plot", "report", "sweep", "differences"]) func tables(_ verb: String) throws {
    let results = try Results.folders.get()
    try Campaign.run("tables-\(verb)", verb == "plot" ? 25 : 15) { given in
      let folder =
        ["sweep", "differences"].contains(verb) ? "sweep" : given.dice.pick(results.keys.sorted())
      for (name, data) in results[folder]! { try given.write(data, to: "\(folder)/\(name)") }
      let endings =
        verb == "plot"
        ? [".csv"]
        : verb == "differences" ? ["sweep.csv"] : [".csv", ".json", ".yaml", ".txt", ".svg"]
      let names = results[folder]!.keys.filter { name in endings.contains { name.hasSuffix($0) } }
      let name = given.dice.pick(names.sorted())
      let data = given.dice.mutate(results[folder]![name]!, times: given.dice.chance(70) ? 1 : 3)
      try given.write(data, to: "\(folder)/\(name)")
      switch verb {
      case "plot":
        let options = given.dice.pick(
          [], [], ["--columns", given.dice.pick("w_f", "rho,g", "x", "time")])
        try given.synapse(["plot", "\(folder)/\(name)", "--output", "figure.svg"] + options)
      case "report": try given.synapse(["report", folder, "--output", "page.html"])
      case "differences":
        let other = given.dice.pick("sweep", "other")
        try given.write(results["sweep"]!["sweep.csv"]!, to: "other/sweep.csv")
        try given.synapse([
          "differences", other, "sweep", "--result", "final_alignment_angle_degrees", "--within",
          "1", "--output", "d.csv",
        ])
        try given.synapse(["table", "sweep", "--result", "final_alignment_angle_degrees"])
      default:
        try given.write(Results.study, to: "s.yaml")
        try given.synapse(Results.sweep)
      }
    }
  }

  /// Options with values that nobody would give.
  @Test func options() throws {
    try Campaign.run("options", 60) { given in
      try given.write(Results.study, to: "s.yaml")
      let value = given.dice.value().replacingOccurrences(of: "\u{0}", with: "")
      let number = given.dice.hostile()
      let output = ["--output", "out", "--quiet"]
      let key = given.dice.pick(StudyMutations.words)
      try given.synapse(
        given.dice.pick(
          [
            "equilibrium", "--gradient=\(number),1",
            "--\(given.dice.pick("tau-m", "epsilon", "m0"))=1",
          ],
          [
            "equilibrium",
            "--\(given.dice.pick("tau-m", "tau-rho", "epsilon", "m0", "temperature"))=\(number)",
          ],
          ["equilibrium", given.dice.pick("oja", "bcm", "calcium"), "--gradient=\(number)"],
          ["equilibrium", "s.yaml", "--gradient=1", "--set", "\(key)=\(value)"],
          ["run", "s.yaml", "--set", "\(key)=\(value)", "--set", "integrator.max_steps=3000"]
            + output,
          ["run", "s.yaml", "--seed=\(number)", "--checkpoint-every=\(number)"] + output,
          ["run", "s.yaml", "--threads=\(number)"] + output,
          [
            "compare", "s.yaml", "--set", "compare.\(given.dice.pick("dt", "rtol"))=\(value)",
            "--set", "integrator.max_steps=3000",
          ] + output,
          [
            "compare", "s.yaml", "--methods=\(given.dice.pick("exact,euler", value))", "--set",
            "integrator.max_steps=3000",
          ] + output,
          ["sweep", "s.yaml", "--vary", "\(key)=\(value)"] + output,
          [
            "sweep", "s.yaml", "--vary", "\(key)=\(value)", "--widen=\(key)",
            "--best-by=\(given.dice.pick("lowest:time_reached", value))",
          ] + output,
          ["differences", "none", "--against=\(key)=\(value)", "--within=\(value)", "--result=x"],
          [
            "sweep", "s.yaml", "--vary", "seed=1,2",
            "--part=\(number)/\(given.dice.pick("2", number))",
          ] + output,
          ["sweep", "s.yaml", "--vary", "seed=1,2", "--jobs=\(number)"] + output))
    }
  }
}
