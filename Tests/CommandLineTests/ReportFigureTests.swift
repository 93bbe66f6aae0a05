import Foundation
import Testing

/// Figures from files within a page.
@Suite struct ReportFigureTests {
  /// The page of a folder with a figure.
  private func page(_ figures: String...) throws -> HTMLPage {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    try scratch.write("{\"study\": \"s\"}", to: "out/summary.json")
    for (index, figure) in figures.enumerated() {
      try scratch.write(figure, to: "out/\(index).svg")
    }
    let result = try synapse("report", "out", "--output", "page.html", in: scratch.folder)
    try #require(result.status == 0, "\(result.error)")
    let page = try HTMLPage(scratch.url("page.html"))
    expectSelfContained(page)
    return page
  }

  private func figure(_ content: String, _ attributes: String = "width='20' height='10'") -> String
  {
    """
    <?xml version="1.0" encoding="utf-8"?>
    <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
    <!-- http://example.org -->
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \(attributes)>
    \(content)
    </svg>
    """
  }

  @Test func namesGetAPrefixOfTheirOwn() throws {
    let drawing = figure(
      """
      <defs><circle id='a' r='1'/><clipPath id="c d"><rect width="1" height="1"/></clipPath></defs>
      <use xlink:href='#a'/><use href="#a" clip-path="url(#c)" id="b"/>
      <g filter='url( "#b" )'/>
      """
    ).replacing("c d", with: "c")
    let page = try page(drawing, drawing)
    #expect(page.ids.filter { $0.hasSuffix("-a") } == ["folder-1-1-a", "folder-1-2-a"])
    for number in 1...2 {
      #expect(page.references.count { $0 == "folder-1-\(number)-a" } == 2)
      #expect(page.references.count { $0 == "folder-1-\(number)-c" } == 1)
      #expect(page.references.count { $0 == "folder-1-\(number)-b" } == 1)
    }
  }

  @Test(arguments: [
    ("viewBox='0 0 40 30' width='4cm' height='3cm'", "0 0 40 30", "40"),
    ("viewBox='0,0 40,30.5' width='80' height='60'", "0 0 40 30.5", "80"),
    ("width='20px' height='10px'", "0 0 20 10", "20"),
  ])
  func sizesAreKept(_ attributes: String, _ box: String, _ width: String) throws {
    let page = try page(figure("<path d='M0,0 L1,1'/>", attributes))
    #expect(page.attributes.contains("svg viewBox=\(box)"))
    #expect(page.attributes.contains("svg width=\(width)"))
    #expect(page.attributes.contains("svg aria-label=0.svg of s"))
    #expect(page.attributes.contains("path d=M0,0 L1,1"))
  }

  @Test func looksAreKept() throws {
    let page = try page(
      figure(
        """
        <g style="stroke: rgb(1, 2, 3); fill: #fff" stroke-width='2' font-family="Curly, 'A B'">
        <text xml:space="preserve" transform="rotate(-90)">a &lt; b &amp; &#x3c1; <![CDATA[<c>]]></text></g>
        <image href="data:image/png;base64,AAAA" width="1" height="1"/>
        """))
    #expect(page.attributes.contains("g style=stroke: rgb(1, 2, 3); fill: #fff"))
    #expect(page.attributes.contains("g font-family=Curly, 'A B'"))
    #expect(page.attributes.contains("text transform=rotate(-90)"))
    #expect(page.texts("text") == ["a < b & ρ <c>"])
    #expect(page.source.contains("data:image/png;base64,AAAA"))
  }

  /// Whatever would act, load, or change the rest of the page.
  @Test(arguments: [
    "<script>alert(1)</script>", "<SCRIPT>alert(1)</SCRIPT>",
    "<script xlink:href='http://example.org/a.js'/>", "<g onload='alert(1)'/>",
    "<g OnClick='alert(1)'/>", "<a href='javascript:alert(1)'><text>link</text></a>",
    "<a xlink:href='http://example.org'/>", "<use href='http://example.org/a.svg#b'/>",
    "<image href='http://example.org/a.png'/>",
    "<image xlink:href='data:image/svg+xml;base64,AAAA'/>",
    "<style>* { background: url(http://example.org/a.png) }</style>",
    "<g style='fill: url(http://example.org/a)'/>", "<g style='fill: u\\72l(//example.org)'/>",
    "<g style='fill: image-set(\"//example.org\")'/>", "<g fill='url(http://example.org/a#b)'/>",
    "<g fill='u\\72l(//example.org)'/>", "<foreignObject><p>alert(1)</p></foreignObject>",
    "<animate attributeName='href' values='javascript:alert(1)'/>",
    "<set attributeName='onload' to='alert(1)'/>", "<g><metadata>http://example.org</metadata></g>",
    "<g class='message' aria-label='example.org'/>",
    "<iframe src='http://example.org'/>", "<g xml:base='http://example.org'/>",
  ])
  func onlyWhatDrawsIsLetThrough(_ content: String) throws {
    let page = try page(figure("\(content)<path d='M0,0'/>"))
    #expect(page.attributes.contains("path d=M0,0"))
    let svg = try #require(page.source.firstMatch(of: #/<svg.*</svg>/#.dotMatchesNewlines())).0
    for sign in ["alert", "example.org", "javascript", "image/svg", "class", "<a"] {
      #expect(!svg.contains(sign), "\(svg)")
    }
  }

  @Test(arguments: [
    ("<svg width='1' height='1'><g></svg>", "found the end of svg, which has not begun"),
    ("<svg width='1' height='1'>", "found the end of the file within the figure"),
    ("<svg width='1' height='1'><g a=b/></svg>", "line 1: found the value of a, expected it in"),
    ("<svg width='1' height='1'><g a/></svg>", "found the attribute a, expected = and a value"),
    ("<svg width='1' height='1'>&nbsp;</svg>", "found &nbsp;, expected an entity"),
    ("<svg width='1' height='1'><!-- </svg>", "found the end of the file, expected -->"),
    ("\n<svg width='1' height='1'>< g/></svg>", "line 2: found something else, expected a name"),
    ("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "a document type with definitions of its own"),
    ("<svg/>", "found no size, expected a viewBox or width and height"),
    ("<svg width='0' height='1'/>", "found no size"), ("<svg viewBox='0 0 x 1'/>", "found no size"),
    ("<html/>", "found the element html, expected one svg"), ("", "found the end of the file"),
    ("<svg width='1' height='1'/><svg/>", "found the element svg, expected one svg"),
  ])
  func whatIsNoFigureIsLeftOut(_ figure: String, _ message: String) throws {
    let page = try page(figure)
    #expect(page.elements["svg"] == nil)
    let line = try #require(page.texts("p").first { $0.hasPrefix("0.svg is left out: ") })
    #expect(line.contains(message), "\(line)")
  }

  /// A figure cut off anywhere, or with a byte changed, is left out or drawn, and the page is whole.
  @Test func damagedFiguresDoNoHarm() throws {
    let whole = figure("<g fill=\"red\" id='x'><text>a&amp;b</text><use href='#x'/></g><!-- c -->")
    let bytes = Array(whole.utf8)
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url("out"), withIntermediateDirectories: true)
    try scratch.write("{\"study\": \"s\"}", to: "out/summary.json")
    for position in bytes.indices {
      try Data(bytes[..<position]).write(to: scratch.url("out/\(position)a.svg"))
      var changed = bytes
      changed[position] = [60, 62, 34, 38, 0, 255][position % 6]
      try Data(changed).write(to: scratch.url("out/\(position)b.svg"))
    }
    let result = try synapse("report", "out", "--output", "page.html", in: scratch.folder)
    #expect(result.status == 0, "\(result.error)")
    let page = try HTMLPage(scratch.url("page.html"))
    #expect(page.elements["script"] == 1)
    #expect(Set(page.ids).count == page.ids.count)
    let leftOut = page.texts("p").count { $0.contains(".svg is left out: ") }
    #expect(leftOut + (page.elements["svg"] ?? 0) == 2 * bytes.count)
    // Cut off before its last tag none is a figure.
    #expect(leftOut >= bytes.count - 1)
  }
}
