/// Fields that are written by people and shown or searched by mail programs.
private let textFields: [String: String] = [
  "subject": "Subject", "comments": "Comments", "keywords": "Keywords", "thread-topic": "Thread-Topic",
  "organization": "Organization", "organisation": "Organisation", "summary": "Summary",
  "content-description": "Content-Description", "x-subject": "X-Subject",
]

private let addressFields: [String: String] = [
  "from": "From", "sender": "Sender", "reply-to": "Reply-To", "to": "To", "cc": "Cc", "bcc": "Bcc",
  "resent-to": "Resent-To", "resent-cc": "Resent-Cc", "resent-from": "Resent-From",
  "disposition-notification-to": "Disposition-Notification-To",
]

extension MessageHeader {
  /// Reads what a message's header says out of its fields. Where a field stands twice, all of it counts.
  init(_ fields: HeaderFields, addressLimit: Int, addressesCut: inout Bool) {
    self.init()
    var left = addressLimit
    for field in fields.fields {
      if let name = textFields[field.name] {
        let text = HeaderDecoding.text(field.value)
        if field.name == "subject", facts.subject.isEmpty { facts.subject = text }
        if !text.isEmpty { texts.append(HeaderText(name: name, text: text)) }
      } else if let name = addressFields[field.name] {
        let list = AddressList(field.value, limit: left)
        left -= list.mailboxes.count
        if list.isCut { addressesCut = true }
        add(list, field: field.name)
        if !list.names.isEmpty {
          texts.append(HeaderText(name: name, text: list.names.joined(separator: "\n")))
        }
      } else {
        addFact(field)
      }
    }
    for stray in fields.strays where stray.contains(where: { !$0.isSpace }) {
      texts.append(HeaderText(name: "", text: String(decoding: stray, as: UTF8.self)))
    }
    facts.isTruncated = fields.isCut
  }

  private mutating func add(_ list: AddressList, field: String) {
    switch field {
    case "from": facts.from += list.mailboxes
    case "sender": facts.sender = facts.sender ?? list.mailboxes.first
    case "reply-to": facts.replyTo += list.mailboxes
    case "to": facts.to += list.mailboxes
    case "cc": facts.cc += list.mailboxes
    default: break
    }
  }

  /// How many messages that it answers are told.
  private static let mostAnswers = 20

  /// Message-IDs in a header field (RFC 5322 §3.6.4), the last first.
  private static func identifiers(in value: some Sequence<UInt8>) -> [String] {
    var found: [String] = []
    var rest = Array(value)[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")),
      let end = rest[start...].firstIndex(of: UInt8(ascii: ">"))
    {
      found.append(String(decoding: rest[start...end], as: UTF8.self))
      rest = rest[(end + 1)...]
    }
    return found.suffix(mostAnswers).reversed()
  }

  private mutating func addFact(_ field: HeaderFields.Field) {
    switch field.name {
    case "message-id":
      let text = String(decoding: field.value, as: UTF8.self)
      if facts.messageID == nil, !text.isEmpty { facts.messageID = text }
    case "date":
      if facts.date == nil, !field.value.isEmpty { facts.date = HeaderDecoding.text(field.value) }
    case "auto-submitted":
      // RFC 3834 §5: the keyword may be followed by parameters.
      if HeaderParameters(field.value).head != "no" { facts.isAutomatic = true }
    case "precedence":
      if ["bulk", "junk", "list"].contains(HeaderParameters(field.value).head) { facts.isAutomatic = true }
    case "in-reply-to", "references":
      guard !field.value.isEmpty else { break }
      facts.isReply = true
      // In-Reply-To names the message itself, the end of References its thread.
      let named = Self.identifiers(in: field.value)
      let answers = field.name == "in-reply-to" ? named + facts.answers : facts.answers + named
      facts.answers = Array(answers.prefix(Self.mostAnswers))
    case "list-id", "list-unsubscribe":
      facts.isList = true
    default: break
    }
  }
}
