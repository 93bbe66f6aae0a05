import Configuration
import DataFiles
import RuleEquations

extension Study {
  /// A study has at most so many bytes.
  package static let largestFile = ConfigurationNode.largestFile

  /// Reads a study file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - settings: `key.path=value` texts that replace values of the file.
  ///   - variations: the same, of a sweep, laid over them; messages call them `--vary`.
  ///   - seed: replaces the file's seed.
  ///   - inputs: where the files that it names are opened.
  ///   - alternatives: `key=value` texts of other runs of the study, such as those of a sweep: keys that only those
  ///     have a use for may stand.
  /// - Throws: `DataFileError` if the file cannot be read, ``StudyError`` with every mistake and its place.
  public init(
    contentsOf path: String, settings: [String] = [], variations: [String] = [],
    seed: UInt64? = nil, inputs: StudyInputs = .standard, alternatives: [String] = []
  ) throws {
    let text = try InputFile.text(path, atMost: ConfigurationNode.largestFile)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    try self.init(
      yaml: text, path: path, folder: folder, settings: settings, variations: variations,
      seed: seed, inputs: inputs, alternatives: alternatives)
  }

  /// Reads a study from a text.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - path: what messages call the text.
  ///   - folder: where relative paths of data files start.
  ///   - settings: `key.path=value` texts that replace values.
  ///   - variations: the same, of a sweep, laid over them; messages call them `--vary`.
  ///   - seed: replaces the text's seed.
  ///   - inputs: where the files that it names are opened.
  ///   - alternatives: `key=value` texts of other runs of the study, such as those of a sweep: keys that only those
  ///     have a use for may stand.
  /// - Throws: ``StudyError`` with every mistake and its place.
  public init(
    yaml text: String, path: String, folder: String, settings: [String] = [],
    variations: [String] = [], seed: UInt64? = nil, inputs: StudyInputs = .standard,
    alternatives: [String] = []
  ) throws {
    do {
      let root = try ConfigurationNode(yaml: text, path: path)
      self = try Self.read(
        root, path: path, folder: folder, settings: settings, variations: variations, seed: seed,
        inputs: inputs, alternatives: alternatives)
    } catch let error as ConfigurationError {
      throw StudyError(error.messages)
    }
  }

  private static func read(
    _ root: ConfigurationNode, path: String, folder: String, settings: [String],
    variations: [String], seed: UInt64?, inputs: StudyInputs, alternatives: [String]
  ) throws -> Study {
    var root = root
    guard case .mapping = root.content else {
      throw StudyError(
        "\(root.origin.description): found \(root.summary), expected a study: keys with values, such as"
          + " duration: 100")
    }
    if let advice = RuleFile.advice(on: root, path: path) { throw StudyError(advice) }
    let diagnostics = Diagnostics()
    var choices = Choices()
    if (settings + variations + alternatives).contains(where: Choices.isMade) {
      choices.addFile(root)
    }
    for setting in settings { root.apply(setting, of: "--set", diagnostics: diagnostics) }
    for setting in alternatives {
      var other = root
      other.apply(setting, of: "--vary", diagnostics: Diagnostics())
      choices.addTried(other)
    }
    if let seed {
      _ = root.set(
        ["seed"],
        to: ConfigurationNode(content: .scalar("\(seed)"), origin: .option("--seed \(seed)")))
    }
    for setting in variations { root.apply(setting, of: "--vary", diagnostics: diagnostics) }
    let learningStep = LearningStep.convert(in: &root, diagnostics: diagnostics)
    Preset.expand(in: &root, diagnostics: diagnostics)
    choices.allowForMistakes(root)
    let reader = StudyReader(diagnostics: diagnostics, folder: folder, choices: choices)
    var study = reader.study(
      Section(root, name: "", at: .file(path: path, line: 1, column: 1), diagnostics: diagnostics),
      inputs: inputs)
    study.learningStep = learningStep
    try diagnostics.check()
    return study
  }
}
