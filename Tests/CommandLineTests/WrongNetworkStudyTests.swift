import Foundation
import Testing

/// A study of a network with one mistake: exit 65, one message with its place, and no folder.
@Suite struct WrongNetworkStudyTests {
  /// With what follows `kind: network`, which stands on line 3; further sections are not indented.
  private static func network(_ text: String, _ line: Int, _ words: String...) -> WrongStudy {
    WrongStudy("duration: 10\ndrive:\n  kind: network\n\(text)\n", line, words)
  }

  /// With good data on line 4.
  private static func digits(_ text: String, _ line: Int, _ words: String...) -> WrongStudy {
    WrongStudy("duration: 10\ndrive:\n  kind: network\n  data: digits\n\(text)\n", line, words)
  }

  static let data: [WrongStudy] = [
    network("  layers: [3]", 3, "the key \"drive.data\" is missing", "digits, mnist"),
    network("  data: {training: 10}", 4, "drive.data: found neither set nor training_file"),
    network(
      "  data: {set: digits, training_file: study.yaml}", 4, "expected either a set or files"),
    network(
      "  data: {training_file: no.csv}", 4, "drive.data.training_file: there is no file no.csv"),
    network(
      "  data: {training_file: study.yaml, test_file: no.csv}", 4,
      "drive.data.test_file: there is no file no.csv"),
    network(
      "  data: {training_file: study.yaml, test_file: study.yaml, test_share: 0.2}", 4,
      "found test_file and test_share, expected one of them"),
    network("  data: {training_file: study.yaml, test_share: 1}", 4, "drive.data.test_share"),
    network(
      "  data: {set: digits, scaling: none}", 4, "drive.data.scaling: found \"none\"", "unit"),
    network("  data: {set: digits, training: 0}", 4, "a whole number of at least 1"),
    network("  data: {set: digits, trainig: 5}", 4, "did you mean \"training\"?"),
    network("  data: [digits]", 4, "drive.data: found a list of 1"),
    network("  data: digit", 4, "found no data set called \"digit\", did you mean digits?"),
    network("  data: {set: digits, training: 5000}", 4, "5000"),
    network("  data: {set: digits, validation: 0}", 4, "drive.data.validation", "at least 1"),
    network(
      "  data: {set: digits, training: 100, validation: 100}", 4,
      "drive.data: digits: found 100 examples to be held out for validation",
      "fewer than the 100 for training"),
    network("  data: {set: digits, validation: 1438}", 4, "fewer than the 1438 for training"),
    network("  data: {set: digits, validaton: 10}", 4, "did you mean \"validation\"?"),
    network(
      "  data: {set: digits, fold: 5}", 4,
      "drive.data.fold: found 5, expected one of the folds 0 to 4"),
    network("  data: {set: digits, fold: -1}", 4, "drive.data.fold", "at least 0"),
    network("  data: {set: digits, fodl: 1}", 4, "did you mean \"fold\"?"),
    network(
      "  data: {set: yinYang, fold: 1}", 4,
      "drive.data.fold: has no effect, since yinYang is generated"),
    network(
      "  data: {training_file: study.yaml, test_share: 0.2, fold: 1}", 4,
      "found fold and test_share, expected one of them"),
    network("  data: yinyang", 4, "found no data set called \"yinyang\", did you mean yinYang?"),
    network(
      "  data: {set: digits, seeds: {test: 1}}", 4,
      "drive.data.seeds: has no effect, since only yinYang is generated"),
    network(
      "  data:\n    set: yinYang\n    validation: 9\n    seeds: {test: 42}", 7,
      "drive.data.seeds: found the seed 42 twice, expected three different ones: the sets would be the same examples"
    ),
    network(
      "  data: {set: yinYang, seeds: {training: 7, test: 7}}", 4,
      "drive.data.seeds: found the seed 7 twice, expected two different ones"),
    network(
      "  data: {set: yinYang, seeds: {validation: 7}}", 4,
      "drive.data.seeds.validation: has no effect, since drive.data.validation asks for no examples"
    ),
    network("  data: {set: yinYang, seeds: {tets: 7}}", 4, "did you mean \"test\"?"),
    network(
      "  data: {set: yinYang, seeds: 7}", 4, "drive.data.seeds: found \"7\", expected a mapping"),
    network(
      "  data: {set: yinYang, seeds: {test: -1}}", 4,
      "drive.data.seeds.test: found \"-1\", expected a whole number of at least 0"),
    network(
      "  data: {set: yinYang, training: 3000000000}", 4,
      "drive.data: yinYang: found 3000000000 training examples asked for, expected 1 to 2147483647"),
    network(
      "  data: {set: yinYang, shape: [1, 2, 2]}", 4,
      "drive.data.shape: has no effect, since named sets know the shape"),
  ]

  static let shape: [WrongStudy] = [
    digits("  layers: [64, 0]", 5, "drive.layers[1]: found \"0\", expected a whole number from 1"),
    digits(
      "  layers: 64", 5, "drive.layers: found \"64\", expected a list of layers or one of lenet5"),
    digits("  layers: resnet2", 5, "did you mean \"resnet20\"?"),
    digits("  layers: [{convolution: {channels: 3}}]", 5, "drive.layers[0].convolution.kernel"),
    digits(
      "  layers: [{convolution: {channels: 3, kernel: 3, padding: 3}}]", 5,
      "drive.layers[0]: found padding of 3, expected less than the kernel, which is 3"),
    digits(
      "  layers: [4, {convolution: {channels: 3, kernel: 3, pading: 3}}]", 5,
      "unknown key \"drive.layers[1].convolution.pading\"", "did you mean \"padding\"?"),
    digits("  layers: [{channels: 3}]", 5, "drive.layers[0]: found no kind of layer"),
    digits("  layers: [{dense: 3, pooling: {maximum: 2}}]", 5, "found dense and pooling"),
    digits("  layers: [{pooling: {maximum: 2, average: 2}}]", 5, "found both maximum and average"),
    digits("  layers: [{pooling: {maximum: 16}}]", 5, "from 1 to 15"),
    digits("  layers: [{pooling: {average: some}}]", 5, "expected all or a whole number"),
    digits(
      "  layers: [{pooling: {average: 2}, activation: relu}]", 5, "drive.layers[0].activation"),
    digits("  layers: [{dense: 3, shortcut: padded}]", 5, "drive.layers[0].shortcut"),
    digits("  layers: [{dense: 3, activation: rely}]", 5, "did you mean \"relu\"?"),
    digits("  layers: [{residual: []}]", 5, "drive.layers[0].residual: found a list of 0"),
    digits(
      "  layers:\n    - 7\n    - residual:\n        - 7\n        - {dense: 8, normalisation: layer}",
      9,
      "drive.layers[1].residual[1].normalisation: found \"layer\", expected one of none, batch, running"
    ),
    digits(
      "  tau_s: 5", 5, "drive.tau_s: has no effect, since no layer has normalisation: running"),
    digits(
      "  layers:\n    - 7\n    - residual:\n        - 7\n        - 8", 7,
      "drive.layers[1]: the block's layers give 8 units and its shortcut 7 units, expected the same"
    ),
    digits(
      "  layers:\n    - {convolution: {channels: 2, kernel: 3}}\n    - residual:\n        - {pooling: {average: 9}}",
      8, "drive.layers[1].residual[0]: found windows of 9×9 on 2 maps of 8×8"),
    digits(
      "  layers: [{convolution: {channels: 2, kernel: 3}}]\n  error_modulation: grapes\n  dropout: 0.5",
      6,
      "drive.error_modulation: found dropout"),
    network("  data: {set: digits, shape: [1, 8, 8]}", 4, "drive.data.shape: has no effect"),
    network(
      "  data: {set: digits, augmentation: {crop: 9}}", 4, "drive.data.augmentation.crop: found 9",
      "at most 8, the side of the images"),
    network(
      "  data: {set: digits, augmentation: {cutout: -1}}", 4,
      "drive.data.augmentation.cutout: found \"-1\"", "at least 0"),
    network(
      "  data: {set: digits, augmentation: {flip: horizontal}}", 4,
      "drive.data.augmentation.flip", "true or false"),
    network(
      "  data: {set: digits, augmentation: {rotate: 3}}", 4, "drive.data.augmentation.rotate"),
    network(
      "  data: {training_file: study.yaml, shape: [8, 8]}", 4, "expected [channels, rows, columns]"),
    digits("  layers: [2000000]", 5, "expected a whole number from 1 to 1000000"),
    digits(
      "  layers: [1000000, 1000000]", 5, "drive.layers: the network has 1e+12 synapses", "of memory"
    ),
    digits("  layers: [6.5]", 5, "expected a whole number from 1 to 1000000"),
    digits("  layers: {count: 0}", 5, "drive.layers.count: found \"0\", expected a whole number"),
    digits(
      "  layers: {count: 1001}", 5,
      "drive.layers.count: found \"1001\", expected a whole number from 1 to 1000"),
    digits("  layers: {depth: 3}", 5, "unknown key \"drive.layers.depth\""),
    digits("  output_activation: tanh", 5, "the softmax is part of the loss"),
    digits("  dropout: 1", 5, "below 1"),
    digits("  activation: Tanh", 5, "drive.activation: found \"Tanh\"", "did you mean \"tanh\"?"),
    digits("  loss: crossEntropy", 5, "drive.loss: found \"crossEntropy\"", "squaredError"),
    digits("  initialisation: glorot", 5, "drive.initialisation: found \"glorot\""),
    digits("  backward_weights: same", 5, "drive.backward_weights: found \"same\"", "equal"),
    digits("  dropout: -0.1", 5, "drive.dropout: found \"-0.1\", expected a number of at least 0"),
    digits("  learning_rate: 1", 5, "unknown key \"drive.learning_rate\""),
  ]

  static let feedback: [WrongStudy] = [
    digits("  feedback: [transport]", 5, "drive.feedback: found a list of 1"),
    digits("  feedback: {pathway: FA}", 5, "drive.feedback.pathway: found \"FA\""),
    digits("  feedback: {pathway: transport, decay: 1}", 5, "\"drive.feedback.decay\""),
    digits(
      "  feedback: {pathway: signSymmetry, signs: frozenRandom, scale: 1}", 5,
      "\"drive.feedback.scale\""),
    digits(
      "  feedback: {pathway: signSymmetry, scale: 0}", 5, "drive.feedback.scale: found \"0\""),
    digits("  feedback: {pathway: kolenPollack, decay: -1}", 5, "drive.feedback.decay"),
    digits("  feedback: {pathway: kolenPollack, dekay: 1}", 5, "did you mean \"decay\"?"),
    digits("  feedback: {pathway: weightMirror, rate: -1}", 5, "drive.feedback.rate"),
    digits(
      "  feedback: {pathway: weightMirror, batch: 1000000000000}", 5,
      "drive.feedback.batch: found 1000000000000, expected at most 100000"),
    digits(
      "  feedback: gradientTransport\nsynapse: {temperature: 1}", 5,
      "expected no synapse.temperature"),
    digits(
      "  feedback: kolenPollack\nsynapse: {temperature: 1}", 5, "expected no synapse.temperature"),
  ]

  static let modulation: [WrongStudy] = [
    digits("  error_modulation: grape", 5, "did you mean \"grapes\"?"),
    digits(
      "  error_modulation: {scope: global}", 5, "drive.error_modulation.scope: found \"global\""),
    digits("  error_modulation: {importance: in}", 5, "expected one of incoming, outgoing"),
    digits("  error_modulation: {clip: [2, 1]}", 5, "the smallest and the largest factor"),
    digits("  error_modulation: {clip: 2}", 5, "drive.error_modulation.clip: found \"2\""),
    digits(
      "  error_modulation: {clip: [-1, 2]}", 5, "found \"-1\", expected a number of at least 0"),
    digits("  error_modulation: {filter: 0}", 5, "drive.error_modulation.filter: found \"0\""),
    digits("  dropout: 0.1\n  error_modulation: {filter: 2}", 6, "expected no filter"),
    digits("  hardware: {noise: 1}", 5, "known keys: rounding, update_noise"),
    digits("  hardware: {update_noise: -1}", 5, "drive.hardware.update_noise: found \"-1\""),
    digits("  hardware: {weight_step: 0}", 5, "drive.hardware.weight_step: found \"0\""),
    digits("  hardware: {rounding: up}", 5, "expected one of nearest, stochastic"),
  ]

  static let time: [WrongStudy] = [
    digits(
      "  presentation: hold", 5, "drive.presentation: found \"hold\"", "did you mean \"held\"?"),
    digits("  batch: 0", 5, "drive.batch: found \"0\", expected a whole number of at least 1"),
    digits("  window: 0", 5, "drive.window: found \"0\", expected a number above 0"),
    digits("  window: 1e-9", 5, "drive.window: 1e-09 makes 1e+10 windows"),
    digits("record: {times: [0, 0.5]}", 5, "the time 0.5 lies within a window of 1.0"),
    digits("record: {log: [1, 10, 4]}", 5, "lies within a window of 1.0"),
    digits("  window: 2\nrecord: {every: 5}", 6, "the time 5.0 lies within a window of 2.0"),
  ]

  static let training: [WrongStudy] = [
    digits(
      "synapse: {temperature: [1, 2, 3]}", 5,
      "synapse.temperature: found 3, expected 2, one for each layer with weights"),
    digits("synapse: {temperature: [1, 0]}", 5, "synapse.temperature: found \"0\""),
    digits("synapse: {weight_decay: 0.1}", 5, "expected {coupled: λ} or {decoupled: λ}"),
    digits(
      "synapse: {weight_decay: {coupled: 0.1, decoupled: 0.1}}", 5,
      "synapse.weight_decay: found coupled and decoupled, expected one of them"),
    digits("synapse: {weight_decay: {couple: 0.1}}", 5, "did you mean \"coupled\"?"),
    digits("synapse: {weight_decay: {coupled: -1}}", 5, "synapse.weight_decay.coupled: found"),
    digits(
      "synapse: {schedule: {temperature: {exponential: 0.9}}}", 5,
      "synapse.schedule.temperature: has no effect", "no predisposition"),
    digits("synapse: {schedule: {learning_rat: {cosine: {to: 0}}}}", 5, "\"learning_rate\"?"),
    digits(
      "synapse: {schedule: {learning_rate: {cosine: {to: 0}, exponential: 1}}}", 5,
      "found exponential and cosine of steps, exponential, cosine and pairs, expected one of them"),
    digits("synapse: {schedule: {learning_rate: {cosine: {}}}}", 5, "cosine.to\" is missing"),
    digits(
      "synapse: {schedule: {learning_rate: {steps: {epochs: [3, 2], factor: 0.1}}}}", 5,
      "synapse.schedule.learning_rate.steps.epochs: expected epochs that ascend"),
    digits(
      "synapse: {schedule: {learning_rate: {pairs: [[0, 1], [2]]}}}", 5,
      "synapse.schedule.learning_rate.pairs: found a list of 2, expected [[epoch, factor], …]"),
    digits(
      "synapse: {temperature: 1, schedule: {temperature: {pairs: [[0, 1], [2, 0]]}}}", 5,
      "synapse.schedule.temperature.pairs: found \"0\", expected a number above 0"),
    digits(
      "synapse: {temperature: 1, schedule: {temperature: {exponential: 1e-300}}}", 5,
      "synapse.schedule.temperature: found a factor of", "expected one from 1e-100"),
    digits(
      "synapse: {temperature: 1e-250, schedule: {temperature: {pairs: [[0, 1e-100]]}}}", 5,
      "synapse.schedule.temperature: a factor of 1e-100 makes no temperature of 1e-250"),
    digits(
      "synapse: {temperature: [1, 1e250], schedule: {temperature: {pairs: [[0, 1e100]]}}}", 5,
      "synapse.schedule.temperature: a factor of"),
    digits(
      "synapse: {weight_decay: {decoupled: 1e300}, learning_rate: 1e300}", 5,
      "synapse.weight_decay.decoupled: found 1e+300, and its product with the learning rate"),
    digits("synapse: {temperature: []}", 5, "synapse.temperature: found a list of 0"),
    digits(
      "synapse: {temperature: [1, 1e-320]}", 5,
      "synapse.temperature: found 1e-320, which has no inverse"),
    digits(
      "rule: {name: own, equations: {w: -g}}\nsynapse: {schedule: {learning_rate: {exponential: 1}}}",
      6, "synapse.schedule: has no effect", "with t"),
    digits(
      "rule: {name: own, equations: {w: -g}}\nsynapse: {weight_decay: {decoupled: 1}}", 6,
      "synapse.weight_decay.decoupled: has no effect"),
    WrongStudy(
      "duration: 3\nsynapse: {schedule: {learning_rate: {exponential: 0.9}}}\ndrive: {kind: constant, gradient: 1}\n",
      2, ["synapse.schedule: has no effect", "only the weights of a network"]),
    WrongStudy(
      "duration: 3\nsynapse: {weight_decay: {coupled: 0.9}}\ndrive: {kind: constant, gradient: 1}\n",
      2, ["synapse.weight_decay: has no effect"]),
    WrongStudy(
      "duration: 3\nsynapse: {temperature: [1, 2]}\ndrive: {kind: constant, gradient: 1}\n", 2,
      ["synapse.temperature: found a list, expected a number"]),
  ]

  static let together: [WrongStudy] = [
    digits("  feedback: predisposition", 5, "needs synapse.temperature"),
    digits("  presentation: fullBatch\n  batch: 3", 6, "expected no batch"),
    digits("epochs: 3", 5, "epochs: stands beside duration"),
    digits("synapse: {initial: {rho: equilibrium}}", 5, "expected another"),
    digits("synapse: {backward: {gain: 2}}", 5, "both partners the same signal"),
    digits("integrator: {method: windowMap}", 5, "windowMap needs gradients that follow"),
    digits("synapses: 3", 5, "synapses is for 3 synapses, drive for 4810"),
    digits("synapse: {initial: {w_b: 1}}", 5, "synapse.initial.w_b", "drive.backward_weights"),
    digits(
      "  presentation: fullBatch\nintegrator: {method: exact}", 6,
      "exact needs a drive that is held"),
    digits(
      "  presentation: following\nintegrator: {method: collocation}", 6,
      "collocation needs gradients that do not follow the weights; use windowMap"),
    digits(
      "  presentation: following\nrule: adam\nintegrator: {method: windowMap}", 7,
      "windowMap solves the rule bioAdam, not adam"),
    digits(
      "  feedback: kolenPollack\n  presentation: following\nintegrator: {method: windowMap}", 7,
      "windowMap has no closed form for weights that decay"),
    digits(
      "  precision: double\nintegrator: {method: euler, precision: single}", 5,
      "drive.precision: found double where integrator.precision is single"),
  ]

  static let tasks: [WrongStudy] = [
    digits("  tasks: 5", 5, "drive.tasks: found \"5\", expected a mapping of keys"),
    digits("  tasks: {epochs: 3}", 5, "the key \"drive.tasks.count\" is missing"),
    digits("  tasks: {count: 3}", 5, "the key \"drive.tasks.epochs\" is missing"),
    digits(
      "  tasks: {count: 0, epochs: 3}", 5,
      "drive.tasks.count: found \"0\", expected a whole number of at least 1"),
    digits("  tasks: {count: 1001, epochs: 3}", 5, "found 1001, expected at most 1000"),
    digits("  tasks: {count: 2, epochs: 1.5}", 5, "drive.tasks.epochs: found \"1.5\""),
    digits(
      "  tasks:\n    count: 2\n    epochs: 1\n    permuted_pixels: 65", 8,
      "drive.tasks.permuted_pixels: found \"65\", expected all or a whole number from 2 to 64"),
    digits("  tasks: {count: 2, epochs: 1, permuted_pixels: 1}", 5, "from 2 to 64"),
    digits("  tasks: {count: 2, epochs: 1, permuted_pixels: none}", 5, "found \"none\""),
    digits(
      "  tasks: {count: 2, epochs: 1, permuted_pixel: 3}", 5, "did you mean \"permuted_pixels\"?"),
    digits("  task: {count: 2, epochs: 1}", 5, "did you mean \"tasks\"?"),
    network(
      "  data: mnits\n  tasks: {count: 2, epochs: 1, permuted_pixels: 600}", 4, "mnist"),
  ]

  @Test(arguments: data + shape + feedback + modulation + tasks + time + training + together)
  func isToldWithItsPlace(_ study: WrongStudy) throws { try study.check() }

  /// Only a network has epochs.
  @Test func epochsWantANetwork() throws {
    let scratch = try Scratch()
    try scratch.write("epochs: 3\ndrive: {kind: constant, gradient: 1}\n", to: "study.yaml")
    let result = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(
      result.error.hasPrefix("error: study.yaml:1: epochs: only a network"), "\(result.error)")
  }

  /// A batch of any size is at most the whole set.
  @Test func largeBatchesAreTheSet() throws {
    let scratch = try Scratch()
    try scratch.write(
      "epochs: 2\ndrive: {kind: network, data: digits, layers: [4], batch: \(Int.max)}\n",
      to: "study.yaml")
    let result = try synapse("run", "study.yaml", "--output", "out", "--quiet", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
  }

  /// A mistaken pathway is one mistake.
  @Test func wrongPathwaysAreOneMistake() throws {
    let scratch = try Scratch()
    try scratch.write(
      "duration: 1\ndrive: {kind: network, data: digits, feedback: predispositon}\n",
      to: "study.yaml")
    let result = try synapse("validate", "study.yaml", in: scratch.folder)
    #expect(result.status == 65)
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(result.error.contains("did you mean \"predisposition\"?"))
  }
}
