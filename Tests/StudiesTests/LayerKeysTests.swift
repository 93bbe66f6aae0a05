import Foundation
import Studies
import Testing

/// Keys that only some layers leave to their network may stand where such layers are named or tried, and are mistakes elsewhere.
@Suite struct LayerKeysTests {
  private func mistakes(
    _ drive: String, settings: [String] = [], variations: [String] = [], alternatives: [String] = []
  ) -> [String] {
    do {
      _ = try Study(
        yaml: "epochs: 1\ndrive: {kind: network, data: digits, batch: 100, \(drive)}", path: "s",
        folder: "", settings: settings, variations: variations, alternatives: alternatives)
      return []
    } catch {
      return (error as? StudyError)?.messages ?? ["\(error)"]
    }
  }

  private static let own = "[{dense: 8, activation: relu}]"

  @Test func layersWithActivationsOfTheirOwn() {
    let refusal =
      "s:2: drive.activation: has no effect, since no layer leaves its activation to the network; expected no such key"
    let study = "layers: \(Self.own), activation: tanh"
    #expect(mistakes(study) == [refusal])
    #expect(mistakes("layers: [{dense: 8, activation: relu}, 4], activation: tanh") == [])
    // A sweep over layers, of which each point is read with all that are tried.
    let tried = ["drive.layers=\(Self.own)", "drive.layers=[8]"]
    for layers in tried {
      #expect(mistakes(study, variations: [layers], alternatives: tried) == [], "\(layers)")
    }
    // The file's own layers use it, though no point does.
    let others = ["drive.layers=\(Self.own)", "drive.layers=[{dense: 4, activation: tanh}]"]
    for layers in others {
      #expect(
        mistakes("layers: [8], activation: relu", variations: [layers], alternatives: others) == [])
      #expect(mistakes(study, variations: [layers], alternatives: others) == [refusal], "\(layers)")
    }
    #expect(
      mistakes("layers: [8], activation: relu", settings: ["drive.layers=\(Self.own)"]) == [])
    // What an option gives is meant for this run.
    let given = mistakes(
      "layers: [8]", settings: ["drive.layers=\(Self.own)", "drive.activation=relu"])
    #expect(given.count == 1 && given[0].contains("drive.activation: has no effect"), "\(given)")
    // A wrong value is a mistake wherever the key may stand.
    let wrong = mistakes(
      "layers: \(Self.own), activation: step", alternatives: ["drive.layers=[8]"])
    #expect(wrong.count == 1 && wrong[0].contains("drive.activation: found \"step\""), "\(wrong)")
  }

  @Test func normalisationsOfOtherLayers() {
    let running = "layers: [8], normalisation: running, tau_s: 20"
    let both = mistakes(running)
    #expect(both.count == 2, "\(both)")
    let tried = ["drive.layers=resnet20", "drive.layers=[8]"]
    for layers in tried {
      #expect(mistakes(running, variations: [layers], alternatives: tried) == [], "\(layers)")
    }
    let kinds = ["drive.normalisation=batch", "drive.normalisation=running"]
    for kind in kinds {
      #expect(
        mistakes("layers: resnet20, tau_s: 20", variations: [kind], alternatives: kinds) == [],
        "\(kind)")
    }
    #expect(mistakes("layers: resnet20, tau_s: 20").count == 1)
    // Layers and normalisations that are tried go together, each with each.
    let grid = tried + kinds
    for layers in tried {
      for kind in kinds {
        #expect(
          mistakes("layers: [8], tau_s: 20", variations: [layers, kind], alternatives: grid) == [],
          "\(layers), \(kind)")
      }
    }
  }

  /// Of a set that is not there nobody knows how many windows an epoch has: a run that is gone on with says its duration in learning
  /// steps, and a factor of each epoch to the power of all steps would be too small.
  @Test func missingDataHasOneMistake() {
    let study = """
      duration: 3000
      rule: gradientFlow
      synapse: {schedule: {learning_rate: {exponential: 0.9}}}
      drive: {kind: network, data: {training_file: nowhere.csv, test_share: 0.5}, layers: [4]}
      """
    do {
      _ = try Study(yaml: study, path: "s", folder: "")
      Issue.record("the file is not there")
    } catch {
      let messages = (error as? StudyError)?.messages ?? ["\(error)"]
      #expect(messages.count == 1 && messages[0].contains("nowhere.csv"), "\(messages)")
    }
    // With its data the same factor is a mistake where the run is that long.
    let long = study.replacing("{training_file: nowhere.csv, test_share: 0.5}", with: "digits")
      .replacing("duration: 3000", with: "epochs: 3000")
    do {
      _ = try Study(yaml: long, path: "s", folder: "")
      Issue.record("a factor of 0.9^3000 overflows")
    } catch {
      #expect("\(error)".contains("synapse.schedule.learning_rate: found a factor of"))
    }
  }
}
