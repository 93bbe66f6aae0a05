import Foundation
import HostSystem
import SystemPackage

/// The form of a figure file, by its ending.
enum FigureForm: String, CaseIterable {
  case svg, png, pdf, eps, tex

  /// The endings in words.
  static let endings = ".svg, .png, .pdf, .eps or .tex"

  /// - Throws: ``FigureError`` if the ending is none of a figure's.
  init(of path: String) throws {
    guard let form = FigureForm(rawValue: FilePath(path).ending.lowercased()) else {
      throw FigureError("\(path): expected a name that ends in \(Self.endings)")
    }
    self = form
  }

  /// Dots of a PNG in an inch, as journals ask for.
  private static let resolution = 300.0

  /// What a point is in the terminal's own unit of sizes: pixels of 1/96 inch, dots, or points.
  private var point: Double {
    switch self {
    case .svg: 96 / 72
    case .png: Self.resolution / 72
    case .pdf, .eps, .tex: 1
    }
  }

  /// Gnuplot's terminal for a figure.
  ///
  /// - Parameters:
  ///   - width: in points, as is the height.
  ///   - options: the font and its size.
  func terminal(width: Double, height: Double, _ options: FigureOptions) -> String {
    let (w, h) = (width * point, height * point)
    let size = options.fontSize
    // Lines are as wide beside a text of 13 as curves on a screen.
    let line = size / FigureLayout.text
    func font(_ family: String, _ size: Double) -> String {
      GnuplotScript.quoted("\(options.font ?? family),\(size.shortened)")
    }
    switch self {
    case .svg:
      return
        "svg size \(Int(w.rounded())),\(Int(h.rounded())) enhanced font \(font("Helvetica", size * point)) linewidth \((line * point).shortened) background '\(FigureStyle.white)'"
    case .png:
      // Its fonts are in points of a screen.
      let scale = Self.resolution / 96
      return
        "pngcairo size \(Int(w.rounded())),\(Int(h.rounded())) enhanced font \(font("sans", size)) fontscale \(scale) linewidth \((line * point).shortened) pointscale \((line * point).shortened) dashlength 0.6"
    case .pdf, .eps:
      let name = self == .pdf ? "pdfcairo" : "epscairo"
      // By themselves these draw two thirds of a size.
      return
        "\(name) size \((w / 72).shortened)in,\((h / 72).shortened)in enhanced font \(font("sans", size)) fontscale 0.75 linewidth \((2 * line).shortened) pointscale \((2 * line).shortened) dashlength 0.6"
    case .tex:
      return
        "tikz size \((w / 72).shortened)in,\((h / 72).shortened)in font \(GnuplotScript.quoted("\\fontsize{\(size.shortened)}{\((1.2 * size).shortened)}\\selectfont")) linewidth \(line.shortened)"
    }
  }

  /// A size of font in a script, of a text in the unit of layouts.
  func font(_ size: Double, _ options: FigureOptions) -> String {
    let points = size / FigureLayout.text * options.fontSize
    return (self == .svg ? points * point : points).shortened
  }

  /// Whether the end of a figure is there.
  func isWhole(_ end: [UInt8]) -> Bool {
    let text = String(decoding: end, as: UTF8.self)
    return switch self {
    case .svg: text.contains("</svg>")
    case .png: end.suffix(8) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    case .pdf, .eps: text.contains("%%EOF")
    case .tex: text.contains("\\end{tikzpicture}")
    }
  }
}

extension Double {
  /// With four digits behind the point at most.
  fileprivate var shortened: String { String(format: "%.8g", (self * 1e4).rounded() / 1e4) }
}
