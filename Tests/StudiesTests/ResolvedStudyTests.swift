import BuiltInStudies
import Studies
import Testing

@Suite struct ResolvedStudyTests {
  /// The resolved study, read again, is the same study: what a run leaves behind repeats it.
  @Test(arguments: BuiltInStudies.texts.keys.sorted())
  func readsBackToItself(_ name: String) throws {
    let study = try Study(yaml: BuiltInStudies.texts[name]!, path: name, folder: "")
    let again = try Study(yaml: study.yaml(in: "."), path: "resolved", folder: "")
    #expect(again == study)
  }
}
