import People

/// Somebody is named at a place. Offsets are bytes of the folded run.
struct Mention {
  /// How somebody was named, from what points at one person to what hardly does.
  enum Form: UInt8 {
    case full, preferred, shortForm, titleSurname, initialSurname, firstInitial
    /// A full name with one wrong letter in a long surname.
    case misspelt
    /// A number or address that belongs to one person.
    case number
    /// "your son", "Mrs Akintola's daughter".
    case relation
    /// A name that the records lack.
    case unrecorded
    /// These count only with support.
    case first, surname, initials

    var needsSupport: Bool { self == .first || self == .surname || self == .initials }
    var recogniser: String {
      switch self {
      case .full: "people.full_name"
      case .preferred: "people.preferred_name"
      case .shortForm: "people.short_form"
      case .titleSurname: "people.title_surname"
      case .initialSurname: "people.initial_surname"
      case .firstInitial: "people.first_initial"
      case .misspelt: "people.misspelt_name"
      case .number: "people.number"
      case .relation: "people.relation"
      case .unrecorded: "people.unrecorded_name"
      case .first: "people.first_name"
      case .surname: "people.surname"
      case .initials: "people.initials_form"
      }
    }

    /// Of a mention that points at one person.
    var confidence: Double {
      switch self {
      case .full: 0.97
      case .preferred: 0.95
      case .shortForm: 0.85
      case .titleSurname: 0.85
      case .initialSurname: 0.75
      case .firstInitial, .misspelt: 0.7
      case .number: 0.99
      case .relation: 0.9
      case .unrecorded: 0.7
      case .first, .surname: 0.8
      case .initials: 0.8
      }
    }
  }

  var form: Form
  var range: Range<Int>
  var codePoints: Range<Int> = 0..<0
  var sentence = 0
  var zone = Zone.body
  /// Of the records; empty for `unrecorded`, and until support is found.
  var candidates: [PersonNumber] = []
  /// Entry of the people table, for mentions that need support.
  var key: UInt64 = 0
  /// As written, for people whom the records lack.
  var name: String?
  /// Written as names are: with capitals, not at the head of a sentence for an ordinary word.
  var confidence: Double
  /// Named as somebody's child by a first name alone ("her son Jack"): who that is when the records tell of nobody.
  var kinName: String?
  /// What a label before it says: "Pupil: Aisha Khan".
  var label = FieldLabel.none
  /// What a colleague has to do with the matter.
  var agency = Agency.none
  /// A capitalised word follows: "Ruby's Worry", "Toby Maddox".
  var isInTitle = false
  /// At the head of a sentence, before a comma: "Grace, could you …".
  var isAddressed = false
  /// Settled by the message's own facts: nothing more is asked of it.
  var isResolved = false
  /// Sender or recipient of the message itself.
  var isReader = false
  /// Sender or recipient, or somebody who is addressed: no data subject (D9).
  var isCorrespondent = false

  var subjects: [DataSubject] {
    if let name { return [.named(name)] }
    return candidates.map { .recorded($0) }
  }

  var isAmbiguous: Bool { name == nil && candidates.count > 1 }
  var counts: Bool { isResolved && !isCorrespondent && (name != nil || !candidates.isEmpty) }
}
