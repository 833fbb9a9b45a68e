import Detection
public import Inspection
public import MIME
public import People

extension AudienceResolver {
  /// Who really sends: the login or the vouched envelope sender, compared with what From and Sender claim (D2).
  public func sender(_ identity: String, headers: HeaderFacts) -> SenderFacts {
    var facts = sender(identity)
    tellClaims(of: &facts, headers)
    return facts
  }

  /// The same before a header has been read.
  public func sender(_ identity: String) -> SenderFacts {
    senders.value(of: identity, on: nil) { whoIs(identity) }
  }

  private func whoIs(_ identity: String) -> SenderFacts {
    guard let address = MailAddress(identity) else { return SenderFacts(identity: identity, kind: .outside) }
    var facts = SenderFacts(identity: identity, kind: .outside)
    let plain = address.withoutTag ?? address
    let holders = people.holders(of: address.text) + (plain == address ? [] : people.holders(of: plain.text))
    if isInternal(address) {
      facts.kind = .unknownInternal
      if people.owners(ofSharedMailbox: plain.text) != nil {
        facts.kind = .sharedMailbox
      } else if let holder = holders.first(where: { $0.kind == .staff }) {
        (facts.kind, facts.person) = (.staff, holder.number)
      } else if let holder = holders.first(where: { $0.kind == .governor }) {
        (facts.kind, facts.person) = (.governor, holder.number)
      } else if let holder = holders.first(where: { $0.kind == .pupil }) {
        (facts.kind, facts.person) = (.pupil, holder.number)
      } else if let kind = rule(of: address).flatMap({ SenderKind(rawValue: $0.rule.kind.rawValue) }) {
        facts.kind = kind
      }
    } else {
      facts.person = holders.first?.number
    }
    return facts
  }

  private func tellClaims(of facts: inout SenderFacts, _ headers: HeaderFacts) {
    guard let address = MailAddress(facts.identity) else { return }
    let plain = address.withoutTag ?? address
    let (sender, claimed) = (facts, headers.from + (headers.sender.map { [$0] } ?? []))
    facts.fromDiffers = claimed.contains { !isOwn($0.address, of: sender, at: plain) }
  }

  /// All facts about one message.
  /// - Parameters:
  ///   - sender: by the identity alone.
  ///   - recipients: envelope addresses, in their order.
  public func facts(
    sender: SenderFacts, recipients: [String], inspection: Result<Inspection, InspectionFailure>,
    submission: Submission,
    day: CalendarDate, recordsAreStale: Bool = false
  ) -> MessageFacts {
    func resolve(_ address: String) -> Audience { audience(address, on: day) }
    var facts = MessageFacts(
      sender: sender, recipients: recipients.map(resolve), submission: submission, day: day,
      recordsAreStale: recordsAreStale)
    switch inspection {
    case .success(let inspection): facts.inspection = inspection
    case .failure(let failure): facts.failure = failure
    }
    let headers = facts.inspection.headers
    tellClaims(of: &facts.sender, headers)
    var seen: Set<String> = []
    for mailbox in headers.to + headers.cc {
      guard seen.insert(MailAddress(mailbox.address)?.text ?? mailbox.address).inserted else { continue }
      facts.visible.append(resolve(mailbox.address))
    }
    facts.guests = facts.inspection.guests.map(resolve)
    facts.subjectKinds = subjectKinds(facts.inspection)
    facts.guardedSubjects = Set(
      facts.subjectKinds.keys.filter {
        facts.subjectKinds[$0] == .pupil && people.isContactForbidden(with: $0, on: day)
      })
    let thread = Thread(facts.inspection, webmail: rules.privateMailDomains)
    for index in facts.recipients.indices {
      privately(&facts.recipients[index], facts.sender)
      facts.recipients[index].isInThread = thread?.includes(facts.recipients[index])
    }
    return facts
  }

  /// A member of staff who writes to an own address that the school knows as a parent's writes to a private mailbox.
  private func privately(_ audience: inout Audience, _ sender: SenderFacts) {
    guard audience.kind == .guardian, audience.privateOwner != nil, let person = sender.person,
      audience.people.contains(person)
    else { return }
    audience.kind = .privateMailbox
  }

  private func subjectKinds(_ inspection: Inspection) -> [PersonNumber: PersonKind] {
    var kinds: [PersonNumber: PersonKind] = [:]
    for finding in inspection.findings {
      for case .recorded(let number) in finding.subjects where kinds[number] == nil {
        kinds[number] = people.kind(of: number)
      }
    }
    return kinds
  }

  /// The identity itself, another school address of the same person, or a shared mailbox that the person owns.
  private func isOwn(_ text: String, of sender: SenderFacts, at identity: MailAddress) -> Bool {
    guard let address = MailAddress(text) else { return false }
    let plain = address.withoutTag ?? address
    if plain == identity { return true }
    guard let person = sender.person else { return false }
    if people.owners(ofSharedMailbox: plain.text)?.contains(person) == true { return true }
    return isInternal(plain) && people.holders(of: plain.text).contains { $0.number == person }
  }
}
