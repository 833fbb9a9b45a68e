import MIME

/// Says where a part stands, in words that a person understands: "message", "attachment Pupils.csv", "forwarded message › body".
struct PlaceWords {
  /// The text of the message itself, and of another reading of it.
  static let body = "message"
  static let otherReading = body + reading
  private static let reading = " (another reading)"

  /// One for each part.
  let words: [String]
  /// For embedded messages: what stands before the words of their parts.
  let within: [String]

  init(_ message: ParsedMessage, prefix: String = "") {
    var words: [String] = []
    var within: [String] = []
    for part in message.parts {
      let outer = part.parent.map { within[$0] } ?? prefix
      var own = Self.words(part, isInMessage: outer.hasSuffix(" › "))
      if part.reading != nil, part.reading != .embeddedFile { own += Self.reading }
      words.append(outer + own)
      within.append(part.message == nil ? outer : outer + own + " › ")
    }
    self.words = words
    self.within = within
  }

  private static func words(_ part: MIMEPart, isInMessage: Bool) -> String {
    if part.message != nil { return part.name.map { "attachment \($0)" } ?? "forwarded message" }
    if part.type.hasPrefix("multipart/") { return isInMessage ? "body" : body }
    if let name = part.name { return part.isAttachment ? "attachment \(name)" : "\(name) in the message" }
    if part.isAttachment { return "attachment without a name" }
    if part.type.hasPrefix("image/") { return "picture in the message" }
    return isInMessage ? "body" : body
  }
}
