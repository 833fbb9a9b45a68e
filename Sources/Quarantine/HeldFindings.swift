public import Detection

/// What was found in a message and where, as it stood when the message was judged: marks for whoever reads it, long after
/// the records and the rules have changed. It holds no text of the message.
public struct HeldFindings: Hashable, Sendable, Codable {
  /// A text in which something was found.
  public struct Text: Hashable, Sendable, Codable {
    /// Index into the message's texts as they are read.
    public var number: Int
    /// In words.
    public var place: String
    /// By which the text is known again: marks are for this very text.
    public var fingerprint: UInt64

    public init(number: Int, place: String, fingerprint: UInt64) {
      self.number = number
      self.place = place
      self.fingerprint = fingerprint
    }
  }

  public enum What: Hashable, Sendable {
    case category(Detection.Category, Grade)
    case identifier(IdentifierKind)
    /// Somebody's name.
    case person
  }

  /// One place in a text.
  public struct Mark: Hashable, Sendable {
    /// Index into `texts`.
    public var text: Int
    /// Unicode code points of that text, end exclusive.
    public var range: Range<Int>
    public var what: What
    /// Whom it is about: indexes into `people`.
    public var people: [Int]
    /// They are alternatives: one name that several bear.
    public var isAmbiguous: Bool
    /// Rules that it made match: indexes into `HeldMessage.rules`.
    public var rules: [Int]

    public init(
      text: Int, range: Range<Int>, what: What, people: [Int] = [], isAmbiguous: Bool = false, rules: [Int] = []
    ) {
      self.text = text
      self.range = range
      self.what = what
      self.people = people
      self.isAmbiguous = isAmbiguous
      self.rules = rules
    }
  }

  public var texts: [Text]
  /// As the records have them, else as written.
  public var people: [String]
  public var marks: [Mark]
  /// How many more there were than are kept.
  public var leftOut: Int

  /// Marks that are kept of one message.
  public static let most = 2_000
  /// People who are named at one mark.
  public static let mostPeople = 5

  public init(texts: [Text] = [], people: [String] = [], marks: [Mark] = [], leftOut: Int = 0) {
    self.texts = texts
    self.people = people
    self.marks = marks
    self.leftOut = leftOut
  }
}

extension HeldFindings.Mark: Codable {
  /// A plain list: there may be two thousand of them in each record.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(text)
    try list.encode(range.lowerBound)
    try list.encode(range.upperBound)
    try list.encode(what.word)
    try list.encode(isAmbiguous)
    try list.encode(people)
    try list.encode(rules)
  }

  public init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    let text = try list.decode(Int.self)
    let start = try list.decode(Int.self)
    let end = try list.decode(Int.self)
    let word = try list.decode(String.self)
    guard start >= 0, start <= end, let what = HeldFindings.What(word: word) else {
      throw DecodingError.dataCorruptedError(in: list, debugDescription: "not a mark")
    }
    let isAmbiguous = try list.decode(Bool.self)
    self.init(
      text: text, range: start..<end, what: what, people: try list.decode([Int].self), isAmbiguous: isAmbiguous,
      rules: try list.decode([Int].self))
  }
}

extension HeldFindings.What {
  /// "health serious", "=nhs_number", "person".
  fileprivate var word: String {
    switch self {
    case .category(let category, let grade): "\(category.rawValue) \(grade.rawValue)"
    case .identifier(let kind): "=\(kind.rawValue)"
    case .person: "person"
    }
  }

  fileprivate init?(word: String) {
    if word == "person" {
      self = .person
    } else if word.hasPrefix("=") {
      guard let kind = IdentifierKind(rawValue: String(word.dropFirst())) else { return nil }
      self = .identifier(kind)
    } else {
      let words = word.split(separator: " ")
      guard words.count == 2, let category = Detection.Category(rawValue: String(words[0])),
        let grade = Grade(rawValue: String(words[1]))
      else { return nil }
      self = .category(category, grade)
    }
  }
}
