public import Foundation

/// A document of text on A4 pages, to be written as a PDF. It knows headings, paragraphs and rows of a name with its value,
/// and nothing of what they are about.
public struct PaperDocument: Sendable {
  public enum Block: Hashable, Sendable {
    /// The document's own title, large.
    case title(String)
    case heading(String)
    case paragraph(String)
    /// A name, and beside it what it is: lines are kept.
    case row(String, String)
    /// Small and grey: where something is from, or when.
    case remark(String)
  }

  /// In the file's metadata, which programs show as the name of the window.
  public var title: String
  public var author: String
  /// When it was made; Unix time in seconds.
  public var created: Int64
  /// At the foot of each page, before its number.
  public var footer: String
  public var blocks: [Block]

  public init(title: String, author: String, created: Int64, footer: String, blocks: [Block] = []) {
    self.title = title
    self.author = author
    self.created = created
    self.footer = footer
    self.blocks = blocks
  }

  /// The document as a PDF, its headings, paragraphs and rows tagged (ISO 32000-1 §14.8), so that a screen reader finds
  /// them.
  /// - Throws: `PaperError` where no font can be found, or memory is short.
  public func pdf() throws(PaperError) -> Data {
    // How many pages there are is on each of them.
    let count = try PaperPress(self, pages: nil).print().pages
    return try PaperPress(self, pages: count).print().data
  }
}

/// Why a document could not be written.
public struct PaperError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What cairo says.
  public var problem: String

  public var description: String { "the PDF could not be written: \(problem)" }
}
