import Detection
import Extraction
import Foundation
import History
import Inspection
import MIME
import People

@testable import Policy

/// A small invented school: numbers, audiences and findings from which tests put messages together.
enum School {
  static let aisha = PersonNumber(1)
  static let ben = PersonNumber(2)
  static let teacher = PersonNumber(100)
  static let head = PersonNumber(101)
  static let mother = PersonNumber(200)
  static let kinds: [PersonNumber: PersonKind] = {
    var kinds: [PersonNumber: PersonKind] = [teacher: .staff, head: .staff, mother: .guardian]
    for number in 1...40 { kinds[PersonNumber(UInt32(number))] = .pupil }
    return kinds
  }()
  static let today = CalendarDate(year: 2026, month: 11, day: 24)!
  static let sender = SenderFacts(identity: "teacher@oakfield.example", kind: .staff, person: teacher)

  static let rulesFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("rules").path

  /// The role matrix that ships.
  static let access: String =
    (try? String(contentsOfFile: rulesFolder + "/access.yaml", encoding: .utf8)) ?? "the role matrix is missing"

  static func guardian(_ children: PersonNumber..., address: String = "mother@home.example") -> Audience {
    Audience(address: address, kind: .guardian, people: [mother], children: children.map { Audience.Child($0) })
  }
  static let colleague = Audience(address: "head@oakfield.example", kind: .staff, people: [head], isInternal: true)
  static let stranger = Audience(address: "someone@elsewhere.example", kind: .unknown)
  static let pupil = Audience(address: "ben@pupils.oakfield.example", kind: .pupil, people: [ben], isInternal: true)
  static let governor = Audience(address: "chair@oakfield.example", kind: .governor, isInternal: true)
  static let ownPrivate = Audience(
    address: "teacher@home.example", kind: .privateMailbox, people: [teacher], privateOwner: .staff)
  static let route = Audience(
    address: "mash@council.example", kind: .professional,
    grant: Audience.Grant(mayReceive: [.safeguarding], safeguardingRoute: true))

  static func partner(_ categories: Detection.Category..., kind: AudienceKind = .professional, bulk: Int? = nil)
    -> Audience
  {
    Audience(
      address: "partner@firm.example", kind: kind, grant: Audience.Grant(mayReceive: Set(categories), bulk: bulk))
  }
  static func list(_ kinds: AudienceKind..., count: Int = 60, isComplete: Bool = true) -> Audience {
    Audience(
      address: "list@oakfield.example", kind: .list,
      members: Audience.Members(count: count, kinds: Set(kinds), isComplete: isComplete), isInternal: true)
  }
}

extension Audience {
  func with(_ past: Past) -> Audience {
    var audience = self
    audience.past = past
    return audience
  }

  func named(_ names: String..., family: [String] = []) -> Audience {
    var audience = self
    audience.names = Set(names)
    audience.familyNames = Set(family)
    return audience
  }

  func inThread(_ isInThread: Bool?) -> Audience {
    var audience = self
    audience.isInThread = isInThread
    return audience
  }
}

extension MessageFacts {
  func greeting(_ names: String...) -> MessageFacts {
    var facts = self
    facts.inspection.greeted = names
    return facts
  }

  static func to(_ recipients: Audience..., from sender: SenderFacts = School.sender) -> MessageFacts {
    var facts = MessageFacts(sender: sender, recipients: recipients, subjectKinds: School.kinds, day: School.today)
    facts.inspection.parts = [PartSummary(number: "1", type: "text/plain")]
    facts.inspection.texts = [
      TextSummary(place: Place(part: 0, words: "message"), kind: .visible, isQuoted: false),
      TextSummary(place: Place(words: "subject"), kind: .subject, isQuoted: false),
      TextSummary(place: Place(part: 0, words: "earlier message"), kind: .visible, isQuoted: true),
      TextSummary(place: Place(part: 1, words: "attachment Form 7C Khan.csv"), kind: .visible, isQuoted: false),
    ]
    return facts
  }

  func with(
    _ category: Detection.Category, _ grade: Grade = .serious, about people: PersonNumber..., text: Int = 0,
    confidence: Double = 0.9
  ) -> MessageFacts {
    with(.category(category, grade), about: people.map { .recorded($0) }, text: text, confidence: confidence)
  }

  func with(
    _ what: Finding.What, about subjects: [DataSubject] = [], isAmbiguous: Bool = false, text: Int = 0,
    confidence: Double = 0.9, checksum: Bool? = nil
  ) -> MessageFacts {
    var facts = self
    facts.inspection.findings.append(
      Finding(
        what, subjects: subjects, isAmbiguous: isAmbiguous, text: text, range: 0..<4, confidence: confidence,
        evidence: Evidence(recogniser: "test", base: confidence, checksum: checksum)))
    return facts
  }

  func with(part type: String, unreadable: String? = nil, protection: ProtectionState = .none) -> MessageFacts {
    var facts = self
    facts.inspection.parts.append(
      PartSummary(
        number: "2", type: type, name: "Khan.docx", isAttachment: true, protection: protection, unreadable: unreadable,
        unreadableKind: unreadable == nil ? nil : .damaged))
    return facts
  }

  func linking(_ service: ShareLink.Service) -> MessageFacts {
    var facts = self
    facts.inspection.shareLinks.append(ShareLink(service, place: Place(part: 0, words: "message")))
    return facts
  }

  func holdingSecret() -> MessageFacts {
    var facts = self
    facts.inspection.mayHoldSecret = true
    return facts
  }

  func askingProtection() -> MessageFacts {
    var facts = self
    facts.asksProtection = true
    return facts
  }

  func takingBack() -> MessageFacts {
    var facts = self
    facts.inspection.isRetraction = true
    return facts
  }

  func passing(on file: KnownFile) -> MessageFacts {
    var facts = self
    facts.knownFiles.append(file)
    return facts
  }

  func with(_ ambiguity: Ambiguity.Kind) -> MessageFacts {
    var facts = self
    facts.inspection.ambiguities.append(Ambiguity(ambiguity))
    return facts
  }

  func seen(by audiences: [Audience]) -> MessageFacts {
    var facts = self
    facts.visible = audiences
    return facts
  }

  func inviting(_ audiences: [Audience]) -> MessageFacts {
    var facts = self
    facts.guests = audiences
    return facts
  }

  func guarding(_ pupils: PersonNumber...) -> MessageFacts {
    var facts = self
    facts.guardedSubjects = Set(pupils)
    return facts
  }

  func failed(_ failure: InspectionFailure) -> MessageFacts {
    var facts = self
    facts.inspection = Inspection()
    facts.failure = failure
    return facts
  }

  func cut(_ limit: String) -> MessageFacts {
    var facts = self
    facts.inspection.limitsReached.append(limit)
    return facts
  }

  func byStaleRecords() -> MessageFacts {
    var facts = self
    facts.recordsAreStale = true
    return facts
  }

  func submitted(_ submission: Submission) -> MessageFacts {
    var facts = self
    facts.submission = submission
    return facts
  }
}
