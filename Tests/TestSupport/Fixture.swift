import Foundation

/// Decodes a file of the folder `Fixtures` of a test target.
///
/// - Parameters:
///   - name: the file's name.
///   - type: what it has.
///   - file: a source file of the target, in whichever of its folders.
package func fixture<Value: Decodable>(
  _ name: String, as type: Value.Type, of file: String = #filePath
) throws -> Value {
  var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
  while folder.deletingLastPathComponent().lastPathComponent != "Tests" {
    folder.deleteLastPathComponent()
  }
  let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)"))
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: data)
}
