import Extraction
import Inspection
import Quarantine

/// One held message as a person reads it: header, texts with what was found marked in them, pages.
struct HeldReading: Sendable {
  /// What is read together: the message itself, or one attachment.
  struct Group: Sendable, Hashable {
    /// 0 for the message, else one more than the part's index.
    var number: Int
    var title: String
    /// Of an attachment.
    var part: Int?
    /// Numbers of its texts.
    var texts: [Int]
  }

  let reading: MessageReading
  let marks: MarkTable
  let groups: [Group]

  init(_ reading: MessageReading, _ message: HeldMessage) {
    self.reading = reading
    marks = MarkTable(message, in: reading)
    let attachments = reading.parts.indices.filter { reading.parts[$0].isAttachment }
    var texts: [Int?: [Int]] = [:]
    for (number, text) in reading.texts.enumerated() {
      texts[text.text.place.part.flatMap { Self.attachment(around: $0, reading.parts, attachments) }, default: []]
        .append(number)
    }
    groups =
      [Group(number: 0, title: "Message", texts: texts[nil] ?? [])]
      + attachments.map { part in
        Group(number: part + 1, title: Self.title(reading.parts[part]), part: part, texts: texts[part] ?? [])
      }
  }

  /// The attachment that a part is, or in which it lies: parts of a forwarded message are numbered below it.
  private static func attachment(around part: Int, _ parts: [PartSummary], _ attachments: [Int]) -> Int? {
    attachments.last { $0 == part || parts[part].number.hasPrefix(parts[$0].number + ".") }
  }

  private static func title(_ part: PartSummary) -> String {
    part.name ?? (part.type == "message/rfc822" ? "Forwarded message" : "Attachment without a name")
  }
}
