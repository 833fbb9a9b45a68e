import Foundation
import HTTPTypes
import Hummingbird
import Mustache

/// The templates, and how a page is made of one.
struct Views: Sendable {
  private let library: MustacheLibrary
  /// The school's name, on each page.
  private let organisation: String
  /// A tag of the stylesheet's and script's bytes, so that a new version is never mixed with an old page.
  private let version: String
  /// The template that stands around each page.
  private let layout: String

  /// - Parameters:
  ///   - folder: holds `templates/*.mustache`.
  ///   - layout: the name of the template that stands around each page.
  /// - Throws: `ConsoleFailure` where a template is missing or wrong.
  init(folder: String, organisation: String, version: String, layout: String = "layout") throws {
    self.layout = layout
    MustacheContentTypes.register(Escaping(), named: "PAGE")
    var library = MustacheLibrary()
    let path = folder + "/templates/"
    let names = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".mustache") }
    for name in names {
      do {
        let text = try String(contentsOfFile: path + name, encoding: .utf8)
        // By its own escaping: the library's looks at whole characters, and a quotation mark with an accent upon it would
        // end an attribute.
        try library.register("{{% CONTENT_TYPE:PAGE}}\n" + text, named: String(name.dropLast(9)))
      } catch {
        throw ConsoleFailure("the template \(path + name) cannot be read: \(error)")
      }
    }
    guard !names.isEmpty else { throw ConsoleFailure("there are no templates in \(path)") }
    self.library = library
    self.organisation = organisation
    self.version = version
  }

  /// A whole page.
  /// - Parameters:
  ///   - template: its name, without ending. It stands within the layout.
  ///   - values: a struct; the template names its fields.
  func page(
    _ template: String, _ values: some Any, title: String, _ context: ConsoleContext,
    status: HTTPResponse.Status = .ok
  ) -> Response {
    let main = library.render(
      Content(it: values, formToken: context.formToken), withTemplate: template)
    let page = Page(
      title: title, organisation: organisation, version: version, main: main ?? "",
      visitor: context.visitor.map { PersonLine(name: $0.name, formToken: $0.formToken) },
      banner: context.banner,
      places: Place.all(context.visitor, at: context.coreContext.endpointPath.value ?? "")
    )
    return html(library.render(page, withTemplate: layout) ?? "", status: status)
  }

  /// A piece of a page, for a script that puts it in place.
  func piece(_ template: String, _ values: some Any, _ context: ConsoleContext) -> Response {
    html(
      library.render(Content(it: values, formToken: context.formToken), withTemplate: template) ?? "",
      status: .ok)
  }

  private func html(_ text: String, status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private struct Content {
    var it: Any
    var formToken: String
  }

  private struct Page {
    var title: String
    var organisation: String
    var version: String
    /// HTML, made by a template.
    var main: String
    var visitor: PersonLine?
    var banner: Banner?
    var places: [Place]
  }

  private struct PersonLine {
    var name: String
    var formToken: String
  }
}

/// Escapes byte by byte what HTML gives a meaning to, in text and in quoted attributes (OWASP XSS prevention, rules 1 and
/// 2), and shows what turns the direction of reading as what it is.
struct Escaping: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + 16)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "`": escaped += "&#96;"
      // Bidirectional controls (UAX #9): "exe.fdp" is not to be read as "pdf.exe".
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{200E}", "\u{200F}", "\u{061C}":
        escaped += "\u{FFFD}"
      case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// Why the console cannot start, in words for the person who starts it.
public struct ConsoleFailure: Error, CustomStringConvertible, Sendable {
  public let description: String
  init(_ description: String) { self.description = description }
}
