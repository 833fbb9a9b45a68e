/// What the label of a form's field says of the name behind it: "Pupil: Aisha Khan", "Investigating officer: P Wetherby".
enum FieldLabel {
  case none
  /// The form is about whoever is named there.
  case subject
  /// Whoever is named there wrote or handled it.
  case author

  /// A label is no longer, in bytes.
  private static let reach = 40
  /// Nor in words.
  private static let words = 4
  /// Names in one field: "Children: Tyler Garrity (23/04/2012) and Demi Garrity".
  private static let fieldLength = 160

  init(before name: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) {
    self = .none
    guard let colon = Self.colon(before: name.lowerBound, text) else { return }
    var start = colon
    while start > 0, ![0x0A, 0x2E, 0x3A, 0x7C].contains(text[start - 1]) {
      start -= 1
      // Running text before a colon is no label.
      guard colon - start <= Self.reach else { return }
    }
    var words = WordsBefore(text, colon, notBefore: start)
    var (isSubject, isPlural, isAuthor) = (false, false, false)
    var count = 0
    while let word = words.next() {
      count += 1
      guard count <= Self.words else { return }
      if EnglishWords.authorLabels.contains(text, word) { isAuthor = true }
      if EnglishWords.subjectLabels.contains(text, word) { isSubject = true }
      if EnglishWords.pluralLabels.contains(text, word) { (isSubject, isPlural) = (true, true) }
    }
    if isAuthor {
      self = .author
      return
    }
    guard isSubject, isPlural || Self.isFirst(name.lowerBound, behind: colon, text) else { return }
    self = .subject
  }

  /// The colon of the field that a name stands in: on its line, and near.
  private static func colon(before name: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var at = name
    while at > 0, name - at < fieldLength {
      at -= 1
      switch text[at] {
      case 0x3A: return at
      case 0x0A, 0x2E: return nil
      default: continue
      }
    }
    return nil
  }

  /// Nothing but white space and a title stands between the colon and the name.
  private static func isFirst(_ name: Int, behind colon: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    name - colon <= 8
  }
}
