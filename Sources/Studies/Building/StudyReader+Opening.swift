import Configuration
import DataFiles
import DataSets
import NeuralNetworks
import SynapticDynamics

extension StudyReader {
  /// Opens what a drive names, notes how large it is, and tells what only that shows.
  ///
  /// - Parameters:
  ///   - drive: the drive as its section says it.
  ///   - section: the section, whose lines mistakes are told with.
  ///   - inputs: where files are opened.
  ///   - seed: that of the study.
  func open(_ drive: inout DriveAsRead, _ section: Section, in inputs: StudyInputs, seed: UInt64) {
    switch drive.description {
    case .file(let file, _):
      drive.impliedCount = opened(section, "file") { try inputs.table(of: file).signalCount }
    case .network(var network):
      let examples =
        drive.canBeOpened
        ? opened(section, "data") { try network.examples(in: inputs, seed: seed) } : nil
      let training = examples?.training
      if let examples {
        network.examples = ExamplesShape(examples)
      }
      if let training {
        if let augmentation = network.augmentation {
          check(augmentation, section, images: training.imageShape)
        }
      }
      network.tasks?.permutedPixels = permutedPixels(
        section, featureCount: training?.featureCount)
      if training != nil { checkLayers(of: &network, section) }
      if examples != nil { network.initialisation = network.initialWeights }
      drive.description = .network(network)
      drive.impliedCount = network.synapseCount
    default: break
    }
  }

  /// What opening the file or the data of a key gives; nil, and told, if they are wrong.
  private func opened<Input>(_ section: Section, _ key: String, _ open: () throws -> Input)
    -> Input?
  {
    let origin = section.node(key)!.origin
    do {
      return try open()
    } catch let error as DataFileError {
      diagnostics.report(mistake: "\(error)", namedAt: origin)
    } catch {
      diagnostics.report("\(section.qualified(key)): \(error)", at: origin)
    }
    return nil
  }
}

extension LabelledSet {
  /// What a network reads of an example: maps if it is an image, units if it is not.
  fileprivate var shape: Shape {
    imageShape.map { Shape($0.channels, rows: $0.rows, columns: $0.columns) } ?? Shape(featureCount)
  }
}

extension ExamplesShape {
  /// That of a set's training examples, and how many there are to test with; spikes are read by as many units as fire.
  init(_ set: DataSet) {
    self.init(
      count: set.training.exampleCount, testCount: set.test.exampleCount,
      input: set.spikes.map { Shape($0.neuronCount) } ?? set.training.shape,
      classCount: set.training.classCount, classNames: set.classNames)
    if let spikes = set.spikes {
      spikeCount = spikes.times.count
      spikesPerExample = Double(spikeCount) / Double(spikes.exampleCount)
    }
  }
}
