import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whether figures can be drawn here.
let hasGnuplot: Bool = {
  let result = try? Program.run("/usr/bin/env", ["gnuplot", "--version"])
  return result?.status == 0
}()

/// Whether a file is well-formed XML with something in it.
func isXML(_ url: URL) throws -> Bool {
  let data = try Data(contentsOf: url)
  return data.count > 1000 && XMLParser(data: data).parse()
}
