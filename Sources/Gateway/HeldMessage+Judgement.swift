import Configuration
import Detection
import Extraction
import Inspection
import MIME
import People
import Policy
import Quarantine
import Spool

extension HeldMessage {
  /// What is kept of a judged message for those recipients for whom it is held.
  init(_ judgement: Judgement, _ origin: Origin, held: [Int]) {
    self.init(judgement, origin, of: held, copies: judgement.decision.copiesHeld(held))
    reasons = judgement.reasons(for: held)
    findings = HeldFindings(judgement)
    waits = judgement.decision.waits(for: held)
  }

  /// What is kept of a judged message for those recipients to whom it goes on in copies of their own.
  /// - Parameter isLockedAlready: what was to go under a password goes as it is (`ActionPlan.isLockedAlready`).
  init(_ judgement: Judgement, _ origin: Origin, passing copies: [MessageCopy], isLockedAlready: Bool = false) {
    self.init(judgement, origin, of: copies.flatMap(\.recipients).sorted(), copies: copies)
    guard isLockedAlready else { return }
    self.copies = self.copies?.map { copy in
      var copy = copy
      copy.isProtected = nil
      return copy
    }
    protectsText = nil
  }

  /// What the safeguarding lead is told of: the copies that go and for which a rule asks for that. Nil for none.
  init?(toTellLead judgement: Judgement, _ origin: Origin, leavingOut kept: Set<Int>) {
    let decision = judgement.decision
    let told = decision.recipients.indices.filter {
      !kept.contains($0) && decision.recipients[$0].requirements.contains(.tellSafeguarding)
    }
    guard !told.isEmpty, !decision.isUnseen else { return nil }
    self.init(judgement, origin, of: told, copies: nil)
    cabinets = [.childProtection]
  }

  private init(_ judgement: Judgement, _ origin: Origin, of held: [Int], copies: [MessageCopy]?) {
    let facts = judgement.facts
    let decision = judgement.decision
    self.init(
      envelope: origin.envelope(of: held), identity: origin.identity, queueID: origin.queueID, client: origin.client,
      receivedAt: origin.receivedAt, messageID: facts.inspection.headers.messageID ?? origin.messageID,
      isAutomatic: facts.hasNobodyToTell || (facts.failure != nil && origin.isAutomatic),
      rules: decision.matches.map { Rule($0) }, cabinets: decision.cabinets.isEmpty ? [.general] : decision.cabinets,
      releaser: decision.releaser ?? .officer, ruleSetVersion: decision.ruleSetVersion,
      facts: Facts(judgement, held: held), concernsConduct: facts.concernsConduct,
      conductSubjects: facts.conductSubjects(judgement.people), likeness: facts.inspection.likeness,
      files: facts.inspection.fileDigests, parentChecks: facts.parentChecks(for: held, judgement.people),
      copies: copies?.flatMap { copy in
        [false, true].compactMap { isProtected -> Copy? in
          let own = copy.recipients.filter { decision.recipients[$0].demandsProtection == isProtected }
          guard !own.isEmpty else { return nil }
          return Copy(
            addresses: own.map { origin.envelope.recipients[$0].address }, shown: copy.shown, route: copy.route,
            isProtected: isProtected ? true : nil)
        }
      })
    subjectTag = judgement.removedTag
    protectsText = held.contains { decision.recipients[$0].protectsText } ? true : nil
    remembered = judgement.remembered(held)
    hasLockedFile = facts.inspection.hasLockedFile
  }

  /// What is kept of a message that is to be read in the background, for those recipients who have to wait for that.
  init(unread judgement: Judgement, _ origin: Origin, for recipients: [Int], _ pending: Pending) {
    let facts = judgement.facts
    let decision = judgement.decision
    self.init(
      envelope: origin.envelope(of: recipients), identity: origin.identity, queueID: origin.queueID,
      client: origin.client, receivedAt: origin.receivedAt, messageID: origin.messageID,
      isAutomatic: origin.isAutomatic || facts.hasNobodyToTell, rules: [], cabinets: [.general], releaser: .officer,
      ruleSetVersion: decision.ruleSetVersion,
      facts: Facts(
        recipients: recipients.map { index in
          Facts.Recipient(address: facts.recipients[index].address, kind: facts.recipients[index].kind.rawValue)
        },
        unreadable: ["it is being read in the background" + (facts.failure.map { ", since \($0)" } ?? "")]),
      // Until it is read, whom it is about may be anybody: who gets it does not see it here (D17).
      concernsConduct: true, pending: pending)
  }
}

extension HeldMessage.Facts {
  /// What officers are shown of a judgement: words for people, no content.
  init(_ judgement: Judgement, held: [Int]) {
    let inspection = judgement.facts.inspection
    var categories: [String] = []
    var people: [String] = []
    var places: [String] = []
    var identifiers: [String] = []
    func add(_ word: String, to list: inout [String]) {
      // Officers need to know what sort of thing it is; a list of a thousand names helps nobody.
      if list.count < 200, !list.contains(word) { list.append(word) }
    }
    for finding in inspection.findings {
      switch finding.what {
      case .category(let category, let grade):
        guard !finding.subjects.isEmpty || category == .credentials else { continue }
        add("\(category.rawValue) (\(grade.rawValue))", to: &categories)
      case .identifier(let kind, _): add(kind.rawValue, to: &identifiers)
      case .person: break
      }
      for subject in finding.subjects {
        add(Explanation.words(for: subject) { judgement.people.person($0)?.fullName }, to: &people)
      }
    }
    for file in judgement.facts.knownFiles {
      for category in file.categories { add(category, to: &categories) }
      for person in file.people { add(person, to: &people) }
      add(file.reference.map { "a file that stood in \($0)" } ?? "a file that was stopped before", to: &places)
    }
    for place in inspection.places(ofFindings: inspection.findings.indices) { add(place, to: &places) }
    var unreadable = inspection.parts.compactMap { part in part.unreadable.map { "\(part.number): \($0)" } }
    if let failure = judgement.facts.failure { unreadable.append("\(failure)") }
    unreadable += inspection.limitsReached
    self.init(
      subject: inspection.headers.subject, categories: categories, people: people, places: places,
      identifiers: identifiers,
      recipients: held.map { index in
        let recipient = judgement.decision.recipients[index]
        return Recipient(
          address: recipient.address, kind: recipient.kind.rawValue,
          note: judgement.facts.recipients[index].note { judgement.people.person($0)?.fullName })
      }, unreadable: unreadable)
  }
}

extension MessageFacts {
  /// A machine, a list, or somebody outside whose mail a mailbox of the school forwards by itself: they have not sent
  /// this message, and a notice would tell them where their letters go.
  var hasNobodyToTell: Bool {
    inspection.headers.isAutomatic || inspection.headers.isList
      || (submission == .relayed && sender.kind == .outside)
  }

  /// The categories of which a subject or recipient may not even learn that the message exists (D17).
  private static let conduct: Set<Detection.Category> = [.safeguarding, .allegation, .criminal]

  var concernsConduct: Bool {
    knownFiles.contains(where: \.concernsConduct)
      || inspection.findings.contains { finding in
        if case .category(let category, _) = finding.what { return Self.conduct.contains(category) }
        return false
      }
  }

  func conductSubjects(_ people: PeopleIndex) -> [String] {
    var addresses = Set(knownFiles.flatMap(\.conductSubjects))
    for finding in inspection.findings {
      guard case .category(let category, _) = finding.what, Self.conduct.contains(category) else { continue }
      for case .recorded(let number) in finding.subjects {
        addresses.formUnion(people.person(number)?.addresses ?? [])
      }
    }
    return addresses.sorted()
  }
}

extension Judgement {
  /// Addresses of those who may not even learn of the message: whom it is about, and who gets it, where it concerns
  /// somebody's conduct (D17).
  var hiddenFrom: [String] {
    guard facts.concernsConduct else { return [] }
    return Set((facts.conductSubjects(people) + facts.recipients.map(\.address)).map { $0.lowercased() }).sorted()
  }
}
