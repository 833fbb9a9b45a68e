public import Detection
import Extraction
import Inspection

/// Why a rule matched, in words that may stand in a log: no person, value, subject, address or file name (D13).
enum PublicReason {
  static func of(_ findings: [Int], _ recipients: [Int], _ facts: MessageFacts, table: FindingTable) -> String {
    var categories: Set<Detection.Category> = []
    var places: [String] = []
    var subjects: Set<Int> = []
    for index in findings {
      let finding = table.findings[index]
      if case .person = finding.what {} else { categories.insert(table.category(of: finding.what)) }
      subjects.formUnion(table.subjects(ofFinding: index))
      let place = facts.publicPlace(of: finding)
      if !places.contains(place) { places.append(place) }
    }
    var words: [String] = []
    if !categories.isEmpty {
      words.append(Detection.Category.allCases.filter(categories.contains).map(\.plainWords).joined(separator: ", "))
    }
    // Past a bound there are more than could be counted.
    let more = facts.inspection.limitsReached.isEmpty ? "" : "more than "
    if subjects.count > 1 { words.append("about \(more)\(subjects.count) people") }
    if subjects.count == 1 { words.append("about one person") }
    words += places.prefix(3)
    var kinds: [String] = []
    for index in recipients {
      let word = facts.recipients[index].kind.plainWords
      if !kinds.contains(word) { kinds.append(word) }
    }
    if !kinds.isEmpty { words.append("to " + kinds.prefix(4).joined(separator: " and ")) }
    return words.joined(separator: "; ")
  }
}

extension MessageFacts {
  /// "in an attachment": the place without its name.
  func publicPlace(of finding: Finding) -> String {
    guard inspection.texts.indices.contains(finding.text) else { return "in the message" }
    let text = inspection.texts[finding.text]
    switch text.kind {
    case .subject: return "in the subject line"
    case .header: return "in the headers"
    case .fileName: return "in a file name"
    case .hidden, .comment: return "in hidden text"
    case .property: return "in a file's properties"
    case .preamble, .epilogue: return "in text that most readers do not see"
    case .hiddenSheet: return "on a hidden sheet of an attachment"
    case .hiddenRows: return "in hidden rows of an attachment"
    case .hiddenColumns: return "in hidden columns of an attachment"
    case .hiddenSlide: return "on a hidden slide of an attachment"
    case .hiddenText, .offPage, .altText: return "in hidden text of an attachment"
    case .trackedChange: return "in the tracked changes of an attachment"
    case .speakerNotes: return "in the speaker notes of an attachment"
    case .pivotCache, .externalLink: return "in a copy of other data that an attachment carries"
    case .recognised: return "in a picture"
    case .visible, .headerFooter, .footnote, .formField: break
    }
    if let part = text.place.part, inspection.parts.indices.contains(part), inspection.parts[part].isAttachment {
      return "in an attachment"
    }
    return text.isQuoted ? "in the quoted message" : "in the message text"
  }
}

extension Detection.Category {
  /// The policy's own words for it (policy.txt "Sensitive personal data").
  public var plainWords: String {
    switch self {
    case .safeguarding: "safeguarding information"
    case .health: "health information"
    case .sen: "special educational needs information"
    case .allegation: "details of an allegation"
    case .financial: "financial information"
    case .ethnicity: "racial or ethnic origin"
    case .political: "political opinion"
    case .religion: "religious belief"
    case .tradeUnion: "trade union membership"
    case .genetic: "genetic information"
    case .sexualLife: "sexual life or orientation"
    case .criminal: "actual or alleged criminal activity"
    case .biometric: "biometric information"
    case .credentials: "a password or other credential"
    case .identifiers: "personal identifiers"
    case .personalBasic: "personal data"
    }
  }
}

extension AudienceKind {
  /// For a sentence: "to a parent or carer".
  var plainWords: String {
    switch self {
    case .staff: "a member of staff"
    case .pupil: "a pupil"
    case .governor: "a governor"
    case .guardian: "a parent or carer"
    case .professional: "an outside professional"
    case .supplier: "a supplier"
    case .privateMailbox: "a private mailbox"
    case .list: "a mailing list"
    case .unknown: "somebody whom the school's records do not know"
    case .applicant: "an applicant"
    case .formerPupil: "a former pupil"
    case .volunteer: "a volunteer"
    case .otherSchool: "another school"
    }
  }
}
