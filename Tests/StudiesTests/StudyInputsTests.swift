import DataSets
import Foundation
import GradientDrives
import Testing

import Studies
import StudyRuns

/// What studies name is opened by inputs alone, once, and told where it is not what it was.
@Suite struct StudyInputsTests {
  private func write(_ text: String, _ name: String, in folder: URL) throws -> String {
    let path = folder.appending(path: name).path
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func study(_ drive: String, _ inputs: StudyInputs) throws -> Study {
    try Study(
      yaml: "duration: 3\nintegrator: {method: exact}\ndrive: \(drive)", path: "s", folder: "",
      inputs: inputs)
  }

  /// A file whose reading can be counted: a named pipe would block, so it is taken away after reading.
  @Test func fileIsCheckedOnce() throws {
    try inFolder { folder in
      let path = try write("time,g0,g1\n0,1,2\n1,-1,3\n", "g.csv", in: folder)
      let date = Date(timeIntervalSince1970: 1e9)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
      let inputs = StudyInputs()
      let first = try inputs.table(of: .csv(path: path, columns: SignalColumns()))
      // Bytes of the same length that no check would pass, and the old time: only who reads them again sees them.
      _ = try write("time,g0,g1\n0,1,2\n1,-1,x\n", "g.csv", in: folder)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
      #expect(
        try inputs.table(of: .csv(path: path, columns: SignalColumns())).rowCount == first.rowCount)
      #expect(throws: (any Error).self) {
        try StudyInputs().table(of: .csv(path: path, columns: SignalColumns()))
      }
      // A file that has changed is another.
      _ = try write("time,g0\n0,1\n", "g.csv", in: folder)
      #expect(try inputs.table(of: .csv(path: path, columns: SignalColumns())).signalCount == 1)
    }
  }

  @Test func fileOfAnotherWidthIsTold() throws {
    try inFolder { folder in
      let path = try write("time,g0,g1\n0,1,2\n1,-1,3\n", "g.csv", in: folder)
      let inputs = StudyInputs()
      let study = try study("{kind: csv, file: \(path)}", inputs)
      #expect(study.synapseCount == 2)
      _ = try write("time,g0\n0,1\n1,2\n", "g.csv", in: folder)
      let error = #expect(throws: StudyError.self) { try StudyRun(study, inputs: inputs) }
      #expect("\(error!)".contains("found 1 columns of gradients"))
    }
  }

  @Test func otherExamplesAreTold() throws {
    try inFolder { folder in
      let path = try write("label,p0\n0,1\n1,2\n0,3\n1,4\n1,5\n", "d.csv", in: folder)
      let inputs = StudyInputs()
      let study = try Study(
        yaml: "epochs: 1\ndrive: {kind: network, data: {training_file: \(path)}, layers: [2]}",
        path: "s", folder: "", inputs: inputs)
      #expect(study.synapseCount == 2 * 2 + 3 * 2)
      let other = try write("label,p0,p1\n0,1,0\n1,2,0\n0,3,0\n1,4,1\n1,5,1\n", "e.csv", in: folder)
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: other, toPath: path)
      let error = #expect(throws: StudyError.self) { try StudyRun(study, inputs: StudyInputs()) }
      #expect("\(error!)".contains("found other examples than when the study was read"))
    }
  }

  /// Tables of spikes that have changed are opened again, those of labels too, and a spike after the trial is told with its line.
  @Test func changedSpikesAreTold() throws {
    try inFolder { folder in
      let spikes = "example,unit,time\n0,0,1\n1,1,2\n2,0,3\n"
      let labels = "example,label\n0,0\n1,1\n2,0\n3,1\n"
      let inputs = StudyInputs()
      for (name, text, message) in [
        ("s.csv", spikes + "3,1,60\n", "found other examples than when the study was read"),
        ("s.csv", spikes + "3,1,61\n", "s.csv:5: column time: found the latest spike at 61"),
        ("l.csv", labels + "4,1\n", "found other examples than when the study was read"),
      ] {
        let paths = try [write(spikes, "s.csv", in: folder), write(labels, "l.csv", in: folder)]
        let study = try Study(
          yaml:
            "epochs: 1\ndrive: {kind: spikingNetwork, layers: [2], data: {training_file: \(paths[1]),"
            + " spikes: {training_file: \(paths[0])}}}", path: "s", folder: "", inputs: inputs)
        #expect(study.synapseCount == 2 * 2 + 2 * 2)
        _ = try write(text, name, in: folder)
        let error = #expect(throws: (any Error).self) { try StudyRun(study, inputs: inputs) }
        #expect("\(error!)".contains(message), "\(error!)")
      }
    }
  }

  /// A study that was read is a value of its text: it is the same for whoever reads it, and holds no example.
  @Test func studyHoldsNoExamples() throws {
    let text = "epochs: 1\ndrive: {kind: network, data: digits}"
    let studies = try [StudyInputs(), StudyInputs()].map {
      try Study(yaml: text, path: "s", folder: "", inputs: $0)
    }
    #expect(studies[0] == studies[1])
    var found: [String] = []
    func look(_ value: Any, _ path: String) {
      if value is DataSet || value is LabelledSet { found.append(path) }
      for child in Mirror(reflecting: value).children {
        look(child.value, "\(path).\(child.label ?? "")")
      }
    }
    look(studies[0], "study")
    #expect(found.isEmpty)
  }
}
