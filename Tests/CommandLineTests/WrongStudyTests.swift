import Foundation
import Testing

/// A study with one mistake: exit 65, `file:line: message`, and no folder.
@Suite struct WrongStudyTests {
  private static func mistake(_ text: String, _ line: Int, _ words: String...) -> WrongStudy {
    WrongStudy(text, line, words)
  }

  /// Lines in front of the mistake: 1 to 3, so that it stands on line 4.
  private static func after(_ text: String) -> String {
    "study: wrong\nduration: 10\ndrive: {kind: constant, gradient: 0.1}\n\(text)\n"
  }

  private static func drive(_ text: String) -> String { "duration: 10\ndrive:\n  \(text)\n" }

  static let keys: [WrongStudy] = [
    mistake(after("synaps: 3"), 4, "unknown key \"synaps\"", "did you mean \"synapse\"?"),
    mistake(
      after("synapse:\n  tau_m: 10\n  tau-rho: 5"), 6, "unknown key \"synapse.tau-rho\"",
      "did you mean \"tau_rho\"?"),
    mistake(
      after("synapse: {initial: {wf: 1}}"), 4, "\"synapse.initial.wf\"", "did you mean \"w_f\"?"),
    mistake(
      after("integrator:\n  atol: {rho: 1e-9, weights: 1}"), 5, "\"integrator.atol.weights\"",
      "known keys: m, rho, w"),
    mistake(
      after("integrator:\n  atol: {}"), 5, "integrator.atol: found no group", "some of m, rho, w"),
    mistake(
      after("synapses: 2\nsynapse: {backward: {rho: [1, 2, 3]}}"), 4, "synapses is for 2 synapses",
      "synapse.backward.rho for 3"),
    mistake(
      after("synapse:\n  {alpha: 1, gamma: 1, rho_0: 1, backward: {tau_rho: 5}}"), 5,
      "synapse.backward.tau_rho: stands beside alpha"),
    mistake(after("record: {evry: 3}"), 4, "\"record.evry\"", "did you mean \"every\"?"),
    mistake(
      after("compare:\n  tolerance: [1]"), 5, "\"compare.tolerance\"", "known keys: dt, rtol"),
    mistake("study: a\ndrive: {kind: constant, gradient: 1}\n", 1, "key \"duration\" is missing"),
    mistake("study: a\nduration: 1\n", 1, "key \"drive.kind\" is missing", "constant, steps"),
    mistake(drive("gradient: 1"), 3, "key \"drive.kind\" is missing"),
    mistake(drive("kind: constant"), 3, "key \"drive.gradient\" is missing"),
    mistake(drive("kind: sines\n  amplitude: 1"), 3, "key \"drive.frequency\" is missing"),
    mistake(drive("kind: heldNoise"), 3, "key \"drive.sd\" is missing"),
    mistake(drive("kind: csv"), 3, "key \"drive.file\" is missing"),
  ]

  static let values: [WrongStudy] = [
    mistake(
      "study: a\nduration: long\ndrive: {kind: constant, gradient: 1}\n", 2,
      "duration: found \"long\", expected a number above 0"),
    mistake(
      "study: a\nduration:\ndrive: {kind: constant, gradient: 1}\n", 2,
      "duration: found nothing, expected a number above 0"),
    mistake(after("synapse: 3"), 4, "synapse: found \"3\", expected a mapping of keys"),
    mistake(after("synapse: [1, 2]"), 4, "synapse: found a list of 2, expected a mapping"),
    mistake(after("synapse:\n  tau_m: -1"), 5, "synapse.tau_m: found \"-1\"", "above 0"),
    mistake(after("synapse: {tau_rho: 0}"), 4, "synapse.tau_rho: found \"0\"", "above 0"),
    mistake(after("synapse: {temperature: 0}"), 4, "synapse.temperature: found \"0\"", "above 0"),
    mistake(after("synapse: {m0: {a: 1}}"), 4, "synapse.m0: found a mapping of 1 keys", "a number"),
    mistake(
      after("synapses: 1000000000000000000"), 4, "the study needs about 160000 PB of memory"),
    mistake(
      after("synapse: {backward: {noise: {sd: 1, window: 1e-9}}}"), 4,
      "synapse.backward.noise.window: 1e-09 makes 1e+10 windows"),
    mistake(
      "duration: 10\ndrive:\n  {kind: sines, amplitude: 1, frequency: 1, harmonics: 1e12}\n", 3,
      "drive.harmonics: found \"1e12\"", "from 1 to 1000"),
    mistake(after("compare: {dt: []}"), 4, "compare.dt: the list is empty"),
    mistake(after("compare: {dt: [1, 2, 1.0]}"), 4, "compare.dt: found 1.0 twice"),
    mistake(after("synapse: {alpha: 1}"), 4, "found alpha, expected all of alpha, gamma, rho_0"),
    mistake(
      after("synapse: {initial: {rho: saturatd}}"), 4, "synapse.initial.rho: found \"saturatd\"",
      "did you mean \"saturated\"?"),
    mistake(
      after("synapse: {epsilon: 1e-309, initial: {rho: saturated}}"), 4,
      "synapse.initial.rho: saturated is 1/epsilon = inf here", "raise epsilon"),
    mistake(
      after("synapse: {epsilon: 1e-309, backward: {rho: saturated}}"), 4,
      "synapse.backward.rho: saturated is 1/epsilon = inf here"),
    mistake(after("synapse: {m0: 1e308}"), 4, "synapse.m0: found 1e+308", "2 m0 is too large"),
    mistake(
      after("synapse: {initial: {w_f: {uniform: [1, 0]}}}"), 4, "w_f.uniform: 1.0 is above 0.0"),
    mistake(
      after("synapse: {initial: {w_f: {uniform: [1]}}}"), 4, "found 1 numbers, expected [low"),
    mistake(after("synapse: {initial: {w_b: []}}"), 4, "synapse.initial.w_b: the list is empty"),
    mistake(
      after("integrator: {method: euler, dt: 0}"), 4,
      "integrator.dt: found \"0\", expected a number above 0"),
    mistake(after("integrator: {method: rk4, dt: -1}"), 4, "integrator.dt: found \"-1\""),
    mistake(
      after("integrator: {method: cvodeAdam}"), 4, "integrator.method: found \"cvodeAdam\"",
      "euler, rk4, exact", "did you mean \"cvodeAdams\"?"),
    mistake(after("integrator: {positivity: yes}"), 4, "found \"yes\", expected true or false"),
    mistake(after("integrator: {max_steps: 1.5}"), 4, "found \"1.5\", expected a whole number"),
    mistake(after("rule: bioadm"), 4, "rule: found \"bioadm\"", "did you mean \"bioAdam\"?"),
    mistake(
      after("synapses: 0"), 4, "synapses: found \"0\", expected a whole number of at least 1"),
    mistake(after("seeds: 0"), 4, "seeds: found \"0\", expected a whole number of at least 1"),
    mistake(after("seeds: 2.5"), 4, "seeds: found \"2.5\", expected a whole number of at least 1"),
    mistake(after("seeds: 10001"), 4, "seeds: found 10001, expected at most 10000"),
    mistake(
      after("seed: 18446744073709551614\nseeds: 3"), 5,
      "seeds: found 3 from seed 18446744073709551614",
      "none beyond 18446744073709551615"),
    mistake(after("seed: -1"), 4, "seed: found \"-1\", expected a whole number of at least 0"),
    mistake(
      after("rule: adam\nintegrator: {method: exact}"), 5,
      "exact solves bioAdam and rules written as equations, not adam"
    ),
    mistake(
      after("rule: momentum\nintegrator: {method: collocation}"), 5,
      "collocation solves the rule bioAdam, not momentum"),
    mistake(
      after("integrator: {method: rk4, precision: single}"), 4,
      "integrator.precision: has no effect, since rk4 does not use it, but euler and exact do"),
    mistake(
      after("integrator: {method: euler, precision: half}"), 4,
      "integrator.precision: found \"half\""),
    mistake(
      "duration: 1\ndrive: {kind: sines, amplitude: 1, frequency: 1}\nintegrator: {method: exact}",
      3,
      "exact needs a drive that is held"),
    mistake(
      drive("kind: sine"), 3, "drive.kind: found \"sine\"", "heldNoise", "did you mean \"sines\"?"),
    mistake(
      drive("kind: heldNoise\n  sd: 1\n  window: 1e-9"), 5,
      "drive.window: 1e-09 makes 1e+10 windows"),
    mistake(drive("kind: csv\n  file: no.csv"), 4, "drive.file: there is no file", "no.csv"),
    mistake(
      drive("kind: steps\n  times: [0, 1]\n  gradients: [1]"), 5, "a list of 2, one for each"),
    mistake(
      drive("kind: steps\n  times: [0, 0]\n  gradients: [1, 2]"), 4, "drive.times: 0.0 follows 0.0"),
    mistake(
      drive("kind: steps\n  times: [0, 1]\n  gradients: [[1, 2], [1]]"), 5, "lists differ in length"
    ),
  ]

  static let counts: [WrongStudy] = [
    mistake(
      "duration: 1\nsynapses: 3\ndrive: {kind: constant, gradient: [1, 2]}\n", 2,
      "synapses is for 3 synapses, drive for 2"),
    mistake(
      "duration: 1\ndrive: {kind: constant, gradient: [1, 2]}\nsynapse: {initial: {w_f: [1, 2, 3]}}\n",
      1, "drive is for 2 synapses, synapse.initial.w_f for 3"),
    mistake(
      "duration: 1\nsynapse: {initial: {w_f: [1, 2, 3], rho: [1, 2]}}\ndrive: {kind: heldNoise, sd: 1}\n",
      1, "synapse.initial.w_f is for 3 synapses, synapse.initial.rho for 2"),
  ]

  static let records: [WrongStudy] = [
    mistake(after("record: {times: [0, 11]}"), 4, "found 11.0", "up to the duration 10.0"),
    mistake(after("record: {times: [0, 2, 1]}"), 4, "record.times: 1.0 follows 2.0", "ascending"),
    mistake(after("record: {times: [0, 2, 2]}"), 4, "record.times: 2.0 follows 2.0", "ascending"),
    mistake(after("record: {times: []}"), 4, "found no time"),
    mistake(after("record: {times: [-1]}"), 4, "record.times: found \"-1\""),
    mistake(after("record: {every: 0}"), 4, "record.every: found \"0\""),
    mistake(after("record: {every: 1e-9}"), 4, "record.every: 1e-09 makes 1e+10 times"),
    mistake(after("record: {every: 1, times: [1]}"), 4, "found every and times, expected one"),
    mistake(after("record: {log: [0, 10, 5]}"), 4, "record.log: found \"0\""),
    mistake(after("record: {log: [1, 10]}"), 4, "record.log", "[first, last, count]"),
    mistake(after("record: {log: [5, 1, 5]}"), 4, "record.log", "first < last"),
    mistake(after("record:\n  times:\n    log: [1, 11, 5]"), 6, "record.times.log", "last ≤ 10.0"),
    mistake(after("record: {log: [1, 10, 1]}"), 4, "a count from 2"),
    mistake(after("record: {log: [1, 1.0000000000000004, 10]}"), 4, "closer together"),
    mistake(after("record: {synapses: [1]}"), 4, "whole numbers from 0 to 0"),
    mistake(after("record: {synapses: [0, 0]}"), 4, "ascending whole numbers"),
    mistake(after("record: {synapses: 0}"), 4, "record.synapses: found \"0\""),
    mistake(after("record: {synapses: everyone}"), 4, "record.synapses: found \"everyone\""),
  ]

  static let syntax: [WrongStudy] = [
    mistake("", 1, "the file is empty, expected a study"),
    mistake("# nothing but a comment\n", 1, "the file is empty"),
    mistake("- 1\n- 2\n", 1, "found a list of 2, expected a study"),
    mistake("time,g0\n0,1\n", 1, "found \"time,g0 0,1\", expected a study"),
    mistake(after("seed: 1\nseed: 2"), 4, "the key \"seed\" stands twice"),
    mistake(
      after("synapse:\n  tau_m: 1\n  m0: 1\n  tau_m: 2"), 5, "the key \"tau_m\" stands twice"),
    mistake(after("\tseed: 1"), 4, "this is not YAML", "cannot start any token"),
    mistake(after("synapse: {tau_m: 1"), 5, "this is not YAML", "expected ',' or '}'"),
    mistake(after("seed: 'one"), 5, "this is not YAML", "end of stream"),
    mistake(after("synapse: *other"), 4, "this is not YAML", "undefined alias"),
  ]

  @Test(arguments: keys + values + counts + records + syntax)
  func isToldWithItsPlace(_ study: WrongStudy) throws { try study.check() }

  @Test func bytesThatAreNotUTF8() throws {
    let scratch = try Scratch()
    try Data("duration: 10\nstudy: caf".utf8 + [0xE9, 0x0A]).write(to: scratch.url("study.yaml"))
    let result = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.hasPrefix("error: study.yaml:2: this is not UTF-8 text"))
  }
}
