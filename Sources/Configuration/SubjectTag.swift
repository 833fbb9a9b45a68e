import Foundation

/// How senders ask for a password, as `protection:` sets it.
public struct ProtectionSettings: Sendable, Equatable {
  /// What may stand at the start of a subject, in any case of letters; empty where nobody may ask so.
  public var subjectTags: [String]

  public init(subjectTags: [String] = ["[protect]"]) { self.subjectTags = subjectTags }

  static func read(_ value: YAMLValue?) throws(ConfigurationError) -> ProtectionSettings {
    var settings = ProtectionSettings()
    guard var map = try value?.map() else { return settings }
    if let tags = map.optional("subject_tags") {
      settings.subjectTags = []
      for item in try tags.list() {
        let tag = try item.string()
        // Its bytes are looked for in a header, where nothing else stands for itself (RFC 5322 §2.2).
        guard (3...40).contains(tag.utf8.count), tag.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
          throw item.error("write a tag of 3 to 40 letters, digits and signs without a space, like [protect]")
        }
        guard !tag.utf8.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) }) else {
          throw item.error("'\(tag)' may begin any subject: put it into brackets, like [\(tag)]")
        }
        settings.subjectTags.append(tag)
      }
    }
    try map.finish()
    return settings
  }

  /// The tag that a subject begins with; nil for none.
  public func tag(of subject: String) -> SubjectTag? {
    let subject = subject.drop(while: \.isWhitespace)
    // Of two that begin alike the longer one is meant.
    let tags = subjectTags.sorted { $0.utf8.count > $1.utf8.count }
    guard let tag = tags.first(where: { SubjectTag.stands($0, at: subject) }) else { return nil }
    return SubjectTag(tag: tag, rest: String(subject.dropFirst(tag.count).drop(while: \.isWhitespace)))
  }
}

/// What a sender wrote at the start of a subject to ask for a password, and the subject without it.
public struct SubjectTag: Hashable, Sendable, Codable {
  /// As the configuration has it: ASCII.
  public var tag: String
  /// Decoded.
  public var rest: String

  public init(tag: String, rest: String) {
    self.tag = tag
    self.rest = rest
  }

  /// Whether a text begins with a tag, in any case of letters.
  public static func stands(_ tag: String, at text: some StringProtocol) -> Bool {
    text.prefix(tag.count).lowercased() == tag.lowercased()
  }
}
