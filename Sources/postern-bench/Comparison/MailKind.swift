import Foundation
import PosternKit

/// A kind of message that is compared.
struct MailKind {
  var name: String
  var mail: SampleMail
  /// Messages in a round: so many that a round takes seconds.
  var messages: Int
  var course = MailCourse.whole

  /// The box that an MPEG-4 file begins with (ISO/IEC 14496-12 §4.3).
  private static let filmHeader = Data([0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isommp41".utf8))

  /// Letters, on their whole way and with the least that Postfix can do.
  static func text(size: Int, messages: Int) -> [MailKind] {
    [
      MailKind(name: "text", mail: SampleMail(size: size), messages: messages),
      MailKind(
        name: "text, thrown away", mail: SampleMail(size: size, domain: MailCourse.discarded), messages: messages,
        course: .least),
    ]
  }

  /// What schools send, from a letter to a film.
  /// - Parameter documents: a folder with what `scripts/make-bench-documents` makes.
  static func all(_ documents: TemporaryFolder, isQuick: Bool) throws -> [MailKind] {
    func file(_ name: String, as shown: String) throws -> (name: String, content: Data) {
      (shown, try Data(contentsOf: URL(fileURLWithPath: documents.file(name))))
    }
    let small =
      text(size: 4_096, messages: 1_000) + [
        MailKind(
          name: "HTML and docx",
          mail: SampleMail(html: 10_000, files: [try file("note.docx", as: "Plan for the garden.docx")]), messages: 200)
      ]
    if isQuick { return small }
    return small + [
      MailKind(
        name: "PDF and xlsx",
        mail: SampleMail(
          html: 0,
          files: [try file("pages.pdf", as: "Handbook.pdf"), try file("list.xlsx", as: "Stock of the library.xlsx")]),
        messages: 30),
      MailKind(
        name: "opaque",
        // A film: it cannot be read, and passes, while an unknown file of that size would be held.
        mail: SampleMail(
          html: 0,
          files: [
            ("Assembly.mp4", filmHeader + (try file("random.bin", as: "").content.prefix(15_300_000)))
          ]),
        messages: 10),
    ]
  }
}
