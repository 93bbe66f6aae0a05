/// A figure from an SVG file as part of a page.
///
/// A page of several figures is one document. So the names of one figure's parts get a prefix of its own, and
/// only what draws is let through: shapes and text with their looks. Scripts, style sheets, links, animations,
/// handlers of events and whatever would be loaded from elsewhere are left out.
struct InlineSVG {
  /// The element `svg`.
  let html: HTML

  private static let shapes: Set<String> = [
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "image", "clipPath", "mask", "marker", "pattern",
    "linearGradient", "radialGradient", "stop", "filter", "feFlood", "feComposite",
  ]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - data: its bytes.
  ///   - label: what the figure shows, for those who cannot see it.
  ///   - prefix: what names get in front.
  /// - Throws: ``SVGReader/Mistake`` if it is not a figure.
  /// - Complexity: O(size of the file).
  init(_ data: some Sequence<UInt8>, label: String, prefix: String) throws {
    var reader = SVGReader(data)
    var html: HTML = ""
    // Of the elements that have begun, and whether each is drawn.
    var open: [(name: String, isShown: Bool)] = []
    var hasEnded = false
    while let token = try reader.next() {
      switch token {
      case .opening(let name, let attributes, let isEmpty):
        let isRoot = open.isEmpty
        guard !isRoot || name == "svg" && !hasEnded else {
          throw SVGReader.Mistake(description: "found the element \(name), expected one svg")
        }
        let isShown = (open.last?.isShown ?? true) && Self.shapes.contains(name)
        if isShown {
          html += "<\(name)"
          html +=
            isRoot
            ? try Self.frame(attributes, label: label)
            : Self.looks(attributes, isImage: name == "image", prefix: prefix)
          html += isEmpty ? "/>" : ">"
        }
        if !isEmpty { open.append((name, isShown)) }
        if isRoot { hasEnded = true }
      case .closing(let name):
        guard let last = open.popLast(), last.name == name else {
          throw SVGReader.Mistake(description: "found the end of \(name), which has not begun")
        }
        if last.isShown { html += "</\(name)>" }
      case .text(let text):
        if open.last?.isShown ?? false { html += HTML(text) }
      }
    }
    guard hasEnded, open.isEmpty else {
      throw SVGReader.Mistake(description: "found the end of the file within the figure")
    }
    self.html = html
  }

  /// The attributes of the whole: its size, which the page may make smaller.
  private static func frame(_ attributes: [SVGReader.Attribute], label: String) throws -> HTML {
    func numbers(_ name: String) -> [Double] {
      let value = attributes.first { $0.name == name }?.value ?? ""
      return value.split { $0 == " " || $0 == "," || $0.isNewline }
        .map { Double($0.hasSuffix("px") ? $0.dropLast(2) : $0) ?? .nan }
    }
    var box = numbers("viewBox")
    if box.isEmpty { box = [0, 0] + numbers("width") + numbers("height") }
    guard box.count == 4, box.allSatisfy(\.isFinite), box[2] > 0, box[3] > 0 else {
      throw SVGReader.Mistake(description: "found no size, expected a viewBox or width and height")
    }
    let width = numbers("width").first.flatMap { $0 > 0 ? $0 : nil } ?? box[2]
    let texts = box.map(shortest).joined(separator: " ")
    return
      " role=\"img\" aria-label=\"\(label)\" width=\"\(shortest(width))\" viewBox=\"\(texts)\""
  }

  private static func shortest(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// The attributes of a part that say how it looks.
  private static func looks(
    _ attributes: [SVGReader.Attribute], isImage: Bool, prefix: String
  ) -> HTML {
    var names: Set<String> = []
    return attributes.compactMap { attribute -> HTML? in
      let name = attribute.name == "xlink:href" ? "href" : attribute.name
      guard names.insert(name.lowercased()).inserted,
        let value = look(name, attribute.value, isImage: isImage, prefix: prefix)
      else { return nil }
      return " \(name)=\"\(value)\""
    }.joined()
  }

  /// What becomes of an attribute's value; nil if it is left out.
  private static func look(
    _ name: String, _ value: String, isImage: Bool, prefix: String
  ) -> String? {
    let lowercased = name.lowercased()
    if lowercased == "id" { return prefix + value }
    if lowercased == "href" {
      if value.hasPrefix("#") { return "#\(prefix)\(value.dropFirst())" }
      return isImage && value.hasPrefix("data:image/png;base64,") ? value : nil
    }
    if name == "xml:space" { return value }
    // Classes are those of the page, and who else would be referred to has another name now.
    if lowercased == "class" || lowercased.hasPrefix("on") || lowercased.hasPrefix("aria-") {
      return nil
    }
    guard let first = name.first, first.isLetter, !name.contains(":"), !name.contains(".") else {
      return nil
    }
    guard lowercased != "style" else { return isPlain(style: value) ? value : nil }
    guard value.lowercased().contains("url(") || value.contains("\\") else { return value }
    let reference = value.wholeMatch(of: #/url\(\s*['"]?#([^'"()\s]+)['"]?\s*\)/#)
    return reference.map { "url(#\(prefix)\($0.1))" }
  }

  /// Whether a style loads nothing and refers to nothing: colours are the only functions in it.
  private static func isPlain(style: String) -> Bool {
    let rest = style.replacing(#/rgba?\(/#, with: "")
    return !rest.contains("(") && !rest.contains("\\") && !rest.contains("@")
      && !rest.contains("/*")
  }
}
