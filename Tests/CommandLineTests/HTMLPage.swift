import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as a strict reader sees it: every element must be closed, every attribute in quotes.
final class HTMLPage: NSObject, XMLParserDelegate {
  /// A table with its fields as they are sorted: of a rounded number all its digits; its columns by the names that files
  /// have for them.
  struct Table {
    var columns: [String] = []
    var numericColumns: [String] = []
    var rows: [[String]] = []
  }

  /// The page's bytes as text.
  let source: String
  private(set) var tables: [String: Table] = [:]
  private(set) var elements: [String: Int] = [:]
  private(set) var ids: [String] = []
  /// The ids that something refers to.
  private(set) var references: [String] = []
  /// Every attribute as `element name=value`.
  private(set) var attributes: [String] = []
  /// The text of each element of a name, in order.
  private var texts: [String: [String]] = [:]

  private var open: [(name: String, text: String, value: String?)] = []
  private var table = Table()
  private var columnName: String?
  private var caption = ""

  init(_ url: URL) throws {
    let data = try Data(contentsOf: url)
    source = String(decoding: data, as: UTF8.self)
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    let isWellFormed = parser.parse()
    try #require(
      isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  }

  /// What the page calls the columns of files.
  private(set) var words: [String: String] = [:]

  /// The columns of a table and of its further parts, each from top to bottom.
  func columns(of title: String) -> [String: [String]] {
    var columns: [String: [String]] = [:]
    for (caption, table) in tables where caption == title || caption.hasPrefix("\(title), part ") {
      for (number, name) in table.columns.enumerated() {
        columns[name] = table.rows.map { $0[number] }
      }
    }
    return columns
  }

  /// The texts of all elements of a name, those of the elements within them too.
  func texts(_ element: String) -> [String] { texts[element] ?? [] }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    for (key, value) in attributes {
      self.attributes.append("\(name) \(key)=\(value)")
      if key == "id" { ids.append(value) }
      if key == "href", value.hasPrefix("#") { references.append(String(value.dropFirst())) }
      if let match = value.firstMatch(of: #/url\(#([^)]*)\)/#) {
        references.append(String(match.1))
      }
      if key == "aria-labelledby" { references.append(value) }
    }
    if name == "data", !open.isEmpty { open[open.count - 1].value = attributes["value"] }
    if name == "tr" { table.rows.append([]) }
    if name == "table" { table = Table() }
    if name == "th" { columnName = attributes["title"] }
    if name == "th", attributes["class"] == "number" {
      table.numericColumns.append("\(table.columns.count)")
    }
    open.append((name, "", nil))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open.indices { open[index].text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let element = open.removeLast()
    texts[name, default: []].append(element.text)
    switch name {
    case "caption": caption = element.text
    case "th":
      words[columnName ?? element.text] = element.text
      table.columns.append(columnName ?? element.text)
    case "td": table.rows[table.rows.count - 1].append(element.value ?? element.text)
    case "table":
      // The row of the header has no fields.
      table.rows.removeFirst()
      table.numericColumns = table.numericColumns.map { table.columns[Int($0)!] }
      tables[caption] = table
    default: break
    }
  }
}

/// What every page must be, whatever it is about.
func expectSelfContained(_ page: HTMLPage, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(Set(page.ids).count == page.ids.count, "ids twice", sourceLocation: sourceLocation)
  let lost = Set(page.references).subtracting(page.ids)
  #expect(lost.isEmpty, "links to nowhere: \(lost)", sourceLocation: sourceLocation)
  #expect(
    !page.source.contains("http://") && !page.source.contains("https://"),
    sourceLocation: sourceLocation)
  #expect(
    page.elements["script"] == 1 && page.elements["style"] == 1, sourceLocation: sourceLocation)
  for element in ["html", "head", "title", "main", "h1"] {
    #expect(page.elements[element] == 1, "\(element)", sourceLocation: sourceLocation)
  }
  let loading = page.attributes.filter { attribute in
    let name = attribute.prefix { $0 != "=" }
    return name.hasSuffix(" src") || name.contains(" on")
      || name.hasSuffix(" href") && !attribute.contains(" href=#")
        && attribute != "link href=data:,"
        && !attribute.hasPrefix("image href=data:image/png;base64,")
  }
  #expect(loading.isEmpty, "\(loading)", sourceLocation: sourceLocation)
}
