/// Small closed sets of English words that decide what a sentence says of a term.
struct EnglishWords {
  /// In one piece of memory, by first byte, then by length.
  private let bytes: [UInt8]
  private let words: [Range<Int>]
  /// Where the words begin that begin with each byte below 128, and where the last of them end.
  private let places: [Int]
  /// For each first byte, below 128, the lengths of the words that begin with it, as bits: most words of a text are ruled
  /// out by these two.
  private let lengths: [UInt32]

  private init(_ list: String) {
    let sorted = list.split(separator: " ").map { Array($0.utf8) }.sorted { ($0[0], $0.count) < ($1[0], $1.count) }
    var lengths = [UInt32](repeating: 0, count: 128)
    var bytes: [UInt8] = []
    words = sorted.map { word in
      lengths[Int(word[0])] |= 1 << UInt32(word.count)
      bytes += word
      return bytes.count - word.count..<bytes.count
    }
    places = (0...128).map { byte in sorted.firstIndex { Int($0[0]) >= byte } ?? sorted.count }
    self.bytes = bytes
    self.lengths = lengths
  }

  @inline(__always) func contains(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count < 32, !range.isEmpty, text[range.lowerBound] < 128,
      lengths[Int(text[range.lowerBound])] & (1 &<< UInt32(truncatingIfNeeded: range.count)) != 0
    else { return false }
    return holds(text, range)
  }

  private func holds(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    let first = Int(text[range.lowerBound])
    for place in places[first]..<places[first + 1] where words[place].count == range.count {
      if stands(words[place], text, range.lowerBound) { return true }
    }
    return false
  }

  /// Whether one of them stands at a byte as a whole word.
  func starts(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    guard at < text.count, text[at] < 128, lengths[Int(text[at])] != 0 else { return false }
    for place in places[Int(text[at])]..<places[Int(text[at]) + 1] where stands(words[place], text, at) {
      if !TextBytes.isWord(at: at + words[place].count, in: text) { return true }
    }
    return false
  }

  private func stands(_ word: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
    guard at + word.count <= text.count else { return false }
    for offset in 0..<word.count where bytes[word.lowerBound + offset] != text[at + offset] { return false }
    return true
  }

  static let denials = EnglishWords(
    """
    no not non without never nor none neither nil zero isn't isnt hasn't hasnt haven't havent doesn't doesnt don't dont didn't \
    didnt wasn't wasnt aren't arent weren't denies denied isn’t hasn’t haven’t doesn’t don’t didn’t wasn’t aren’t cannot
    """)
  /// May stand between a denial and what it denies.
  static let betweenDenial = EnglishWords(
    """
    any known a an the have has had having of current further specific significant new other recorded reported identified \
    record evidence sign signs history suffer suffers suffering from got been be diagnosed with need needs or and have \
    particular major serious obvious immediate outstanding concerns concern about special such medical allergies
    """)
  static let suppositions = EnglishWords(
    "if whether unless any anyone anybody someone everyone should might example suppose supposing imagine hypothetical may"
  )
  /// Label a form's field with whom it is about.
  static let subjectLabels = EnglishWords(
    """
    pupil student child learner candidate claimant patient employee adult subject applicant appellant complainant respondent \
    victim name re regarding concerning client enw disgybl
    """)
  /// The same for several people.
  static let pluralLabels = EnglishWords(
    "pupils students children learners candidates names employees siblings victims")
  /// Label a field with who wrote it or deals with it; one of them outranks the words above ("Name of referrer").
  static let authorLabels = EnglishWords(
    """
    officer author referrer investigator interviewer assessor writer prepared written completed compiled reported referred \
    signed signature from clerk chair minutes minuted contact line manager lead coordinator sender regards attendees present \
    apologies invigilator reviewer witnessed countersigned approved
    """)
  static let pronouns = EnglishWords(
    """
    he she they him her his hers their them theirs himself herself themselves he's she's they're he’s she’s they’re he'd she'd \
    child pupil student son daughter youngster boy girl
    """)
  /// Before a colleague to whom somebody turns, or who did it.
  static let beforeContacts = EnglishWords(
    "to with by from contact or ask tell told inform via me thank thanks email ring call cc through under for copied")
  /// What a colleague does in somebody else's matter.
  static let actsOfContacts = EnglishWords(
    """
    gave gives administered treated rang phoned spoke speaks saw called emailed wrote reported noticed witnessed separated \
    intervened took collected asked asks said says thinks agreed confirmed decided leads runs teaches taught explained \
    supervises supervised organised dealt found sent escorted met
    """)
  static let ownedByContacts = EnglishWords(
    """
    letter decision class lesson lessons form group room office team email e-mail report advice permission view set register \
    behalf note message call absence cover
    """)
  static let you = EnglishWords("you your you're you’re you've you’ve yours yourself")
  static let beforeMonths = EnglishWords(
    "in until by from during since next last early late mid of this on before after union")
  static let afterVerbs = EnglishWords(
    "you your we i he she it they the a an this that my our please all any")
  static let kin = EnglishWords("son daughter child boy girl")
  static let owners = EnglishWords("my your their his her our")
  /// Words of a school and the families around it.
  static let family = EnglishWords(
    """
    pupil pupils student students mum dad mummy daddy nan gran stepdad stepmum mam son daughter sibling siblings tutor senco dsl \
    ehcp upn dob reception nursery y7 y8 y9 y10 y11 y12 y13 headteacher governor governors classroom teacher colleague staff \
    dbs carer carers guardian child's playground homework
    """)
  static let youth = EnglishWords("your")
  /// Follow a given name, and are no surname.
  static let notSurnames = EnglishWords(
    """
    academy school college primary secondary nursery trust council house street road avenue lane close hall park church \
    hospital university monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
    august september october november december christmas easter day week term year class form group team club centre center \
    room award prize cup trophy scheme project programme fund foundation charity bank building station airport company ltd \
    limited plc inc i we you he she they it this that the a an is was has had will would can could and or but if in on at by to \
    for from with who please thank thanks dear regards hi hello kind best yours mr mrs ms miss dr upn dob nhs sen ehcp
    """)
  /// Cells that say that there is nothing.
  static let emptyCells = EnglishWords("no n none nil 0 false n/a na null")
  static let clauseParts = EnglishWords("but whereas while although though however")
}

/// The words before a byte, the nearest first.
struct WordsBefore {
  private let text: UnsafeBufferPointer<UInt8>
  private let floor: Int
  private var at: Int
  /// A comma, bracket, colon or dash stands between the last word and the one behind it.
  private(set) var crossedClause = false
  private(set) var crossedSemicolon = false

  init(_ text: UnsafeBufferPointer<UInt8>, _ end: Int, notBefore floor: Int) {
    self.text = text
    self.floor = floor
    at = end
  }

  mutating func next() -> Range<Int>? {
    crossedSemicolon = false
    while at > floor, !isWord(at - 1) {
      let byte = text[at - 1]
      if byte == 0x2C || byte == 0x28 || byte == 0x29 || byte == 0x3A { crossedClause = true }
      if byte == 0x3B {
        crossedSemicolon = true
        crossedClause = true
      }
      at -= 1
    }
    guard at > floor else { return nil }
    let end = at
    while at > floor, isWord(at - 1) { at -= 1 }
    return at..<end
  }

  private func isWord(_ place: Int) -> Bool { TextBytes.isWordByte(text[place]) || text[place] == 0x27 }
}
