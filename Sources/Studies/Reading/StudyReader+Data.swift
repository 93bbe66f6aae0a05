import Configuration
import DataSets

extension StudyReader {
  /// A set's name, or a section that says more, and how its images are augmented; no examples if it is missing or wrong.
  ///
  /// - Parameter fires: whether what learns may learn from spikes.
  func data(_ section: Section, fires: Bool = false) -> (ChosenExamples?, Augmentation?) {
    guard let node = section.node("data") else {
      diagnostics.report(
        "the key \"drive.data\" is missing, expected one of "
          + KnownDataSet.all.map(\.name).joined(separator: ", ") + ", or {training_file: a.csv}",
        at: section.origin)
      return (nil, nil)
    }
    guard case .mapping = node.content else {
      return (section.text("data").map { ChosenExamples(source: .init(set: $0)) }, nil)
    }
    let inner = section.section("data")
    defer { inner.finish() }
    let before = diagnostics.count
    if !fires { inner.refuse("spikes", because: "only drive.kind: spikingNetwork learns them") }
    var data = ChosenExamples(source: source(inner))
    data.fold = fold(inner, of: data.source)
    data.training = inner.integerIfPresent("training", atLeast: 1)
    data.test = inner.integerIfPresent("test", atLeast: 1)
    data.validation = inner.integerIfPresent("validation", atLeast: 1)
    if case .yinYang(let standard) = data.source {
      data.source = .yinYang(seeds(inner, default: standard, validates: data.validation != nil))
    } else {
      inner.refuse("seeds", because: "only \(YinYang.name) is generated")
    }
    if case .spikes = data.source {
      for key in ["scaling", "augmentation"] {
        inner.refuse(key, because: "spikes have no features that it could change")
      }
    }
    data.shape = imageShape(inner, source: data.source)
    data.scaling = inner.choice("scaling", default: .unit)
    let augmentation = augmentation(inner)
    return (diagnostics.count == before ? data : nil, augmentation)
  }

  /// Which of the fixed splits is taken, where the test part is split off.
  private func fold(_ data: Section, of source: ChosenExamples.Source) -> Int? {
    if let reason = source.reasonAgainstFolds {
      data.refuse("fold", because: reason)
      return nil
    }
    guard let fold = data.integerIfPresent("fold", atLeast: 0) else { return nil }
    let origin = data.node("fold")!.origin
    if fold >= DataSet.foldCount {
      diagnostics.report(
        "drive.data.fold: found \(fold), expected one of the folds 0 to \(DataSet.foldCount - 1)",
        at: origin)
    }
    if data.node("test_share") != nil, data.node("set") == nil {
      diagnostics.report(
        "drive.data: found fold and test_share, expected one of them: a fold has a share of 1/\(DataSet.foldCount)",
        at: origin)
    }
    return fold
  }

  /// The section `drive.data.seeds`.
  private func seeds(_ data: Section, default standard: YinYang.Seeds, validates: Bool)
    -> YinYang.Seeds
  {
    guard let section = data.sectionIfPresent("seeds") else { return standard }
    defer { section.finish() }
    var seeds = standard
    if !validates {
      section.refuse("validation", because: "drive.data.validation asks for no examples")
    }
    func read(_ key: String, into seed: WritableKeyPath<YinYang.Seeds, UInt64>) {
      seeds[keyPath: seed] = section.integerIfPresent(key, atLeast: 0) ?? seeds[keyPath: seed]
    }
    read("training", into: \.training)
    read("validation", into: \.validation)
    read("test", into: \.test)
    if let repetition = seeds.repetition(validates: validates) {
      diagnostics.report("drive.data.seeds: \(repetition)", at: section.origin)
    }
    return seeds
  }

  /// The section `drive.data.augmentation`, if it is there.
  private func augmentation(_ data: Section) -> Augmentation? {
    guard let section = data.sectionIfPresent("augmentation") else { return nil }
    defer { section.finish() }
    let standard = Augmentation()
    return Augmentation(
      crop: section.integerIfPresent("crop", atLeast: 0) ?? standard.crop,
      flip: section.flag("flip", default: standard.flip),
      cutout: section.integerIfPresent("cutout", atLeast: 0) ?? standard.cutout)
  }

  /// What must fit an augmentation: images, no smaller than what is added or left out.
  ///
  /// - Parameters:
  ///   - drive: the section `drive`.
  ///   - images: the shape of the training examples, if they are images.
  func check(_ augmentation: Augmentation, _ drive: Section, images: ImageShape?) {
    let section = drive.section("data").section("augmentation")
    guard let images else {
      diagnostics.report(
        "drive.data.augmentation: the examples are no images, expected a set of images, or drive.data.shape",
        at: section.origin)
      return
    }
    let side = min(images.rows, images.columns)
    for (key, pixels) in [("crop", augmentation.crop), ("cutout", augmentation.cutout)]
    where pixels > side {
      diagnostics.report(
        "drive.data.augmentation.\(key): found \(pixels), expected at most \(side), the side of the images",
        at: section.node(key)!.origin)
    }
  }

  /// How features of a file make images.
  private func imageShape(_ section: Section, source: ChosenExamples.Source) -> ImageShape? {
    switch source {
    case .csv: break
    case .named, .yinYang:
      section.refuse("shape", because: "named sets know the shape of their images")
    case .spikes: section.refuse("shape", because: "spikes make no images")
    }
    guard let node = section.node("shape") else { return nil }
    let sizes = section.numbers(node, key: "shape", .positive)?.compactMap(Int.init(exactly:))
    guard let sizes, sizes.count == 3, sizes.allSatisfy({ $0 <= 1_000_000 }) else {
      diagnostics.report(
        "drive.data.shape: found \(node.summary), expected [channels, rows, columns]",
        at: node.origin)
      return nil
    }
    return ImageShape(channels: sizes[0], rows: sizes[1], columns: sizes[2])
  }

  private func source(_ section: Section) -> ChosenExamples.Source {
    let file = existingFile(section, "training_file")
    let testFile = existingFile(section, "test_file")
    let share = section.node("test_share") == nil ? nil : section.share("test_share", default: 0.2)
    let label = section.text("label")
    if section.node("spikes") != nil {
      return .spikes(spikeFiles(section, labels: file, testLabels: testFile, share, label: label))
    }
    if let set = section.text("set") {
      section.refuse("label", because: "named sets know the classes of their examples")
      if file != nil || testFile != nil || share != nil {
        diagnostics.report(
          "drive.data: found set and a file or a share, expected either a set or files",
          at: section.origin)
      }
      return .init(set: set)
    }
    if section.node("training_file") == nil {
      diagnostics.report("drive.data: found neither set nor training_file", at: section.origin)
    }
    if testFile != nil, share != nil {
      diagnostics.report(
        "drive.data: found test_file and test_share, expected one of them", at: section.origin)
    }
    return .csv(
      training: file ?? "", test: testFile, testShare: share ?? 0.2, label: label ?? "label")
  }
}
