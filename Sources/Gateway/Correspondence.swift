import Configuration
import Detection
import Extraction
import Foundation
import Glibc
import History
import Inspection
import MIME
import People
import Policy

/// What the history says of a message's recipients, and what it learns of those who get it.
struct Correspondence: Sendable {
  let history: MailHistory?

  /// A message to more is a mailing: nobody's name was completed for it, nobody is greeted in it, and to look each of them
  /// up would keep the client waiting.
  private static let mostCorrespondents = 50

  /// Adds names and the past to each recipient.
  func complete(_ facts: inout MessageFacts, _ people: PeopleIndex) {
    guard facts.sender.kind.writesForSchool else { return }
    let isMailing = facts.recipients.count > Self.mostCorrespondents
    if !isMailing { addNames(to: &facts, people) }
    guard let history else { return }
    if facts.inspection.mayHoldSecret || facts.inspection.holdsCredential {
      let readers = history.lockedFile(
        from: Audience.comparable(facts.sender.identity), to: facts.recipients.map(\.comparableAddress),
        since: Int64(time(nil)) - Self.passwordSpan)
      for index in facts.recipients.indices {
        facts.recipients[index].hadLockedFile = readers.contains(facts.recipients[index].comparableAddress)
      }
    }
    guard !isMailing, facts.tellsSomething else { return }
    let correspondents = facts.recipients.map { correspondent($0, people) }
    for (index, past) in history.past(of: Audience.comparable(facts.sender.identity), with: correspondents).enumerated()
    {
      facts.recipients[index].past = past
    }
  }

  private func addNames(to facts: inout MessageFacts, _ people: PeopleIndex) {
    var shown: [String: Set<String>] = [:]
    for mailbox in facts.inspection.headers.to + facts.inspection.headers.cc {
      if let name = mailbox.name, !name.isEmpty {
        shown[Audience.comparable(mailbox.address), default: []].insert(name)
      }
    }
    for index in facts.recipients.indices {
      let recipient = facts.recipients[index]
      facts.recipients[index].names = Set(recipient.people.compactMap { people.person($0)?.fullName })
        .union(shown[recipient.comparableAddress] ?? [])
      facts.recipients[index].familyNames = Set(recipient.children.compactMap { people.person($0.number)?.fullName })
    }
  }

  /// For how long a password may follow the file that it opens, in seconds.
  private static let passwordSpan: Int64 = 86_400
  /// How long after a message somebody takes it back, at most, without answering it; in seconds.
  private static let withdrawalSpan: Int64 = 5 * 86_400

  /// Finds the message that this one takes back, and remembers its files as sent in error.
  func withdraw(_ judgement: Judgement) -> Earlier? {
    let now = Int64(time(nil))
    guard
      let earlier = history?.earlier(
        of: Audience.comparable(judgement.facts.sender.identity), answering: judgement.facts.inspection.headers.answers,
        to: judgement.facts.recipients.map(\.comparableAddress), since: now - Self.withdrawalSpan)
    else { return nil }
    history?.withdraw(earlier, at: now)
    return earlier
  }

  /// Whether an officer may not learn of the message that was taken back (D17).
  func isHidden(_ earlier: Earlier?, from officer: String) -> Bool {
    earlier.flatMap { history?.isHidden($0, from: officer) } ?? false
  }

  /// A file that was sent in error before; nil for any other.
  func withdrawn(_ digest: Data) -> KnownFile? {
    history?.isWithdrawn(digest) == true ? KnownFile(past: .sentInError, cabinets: [.general]) : nil
  }

  /// Learns that some recipients have it; indexes into the facts' recipients.
  /// - Parameter queueID: Postfix's.
  func learn(_ judgement: Judgement, of recipients: some Sequence<Int>, queueID: String? = nil) {
    guard let history, let remembered = judgement.remembered(recipients).map(Set.init) else { return }
    let correspondents = recipients.map { judgement.facts.recipients[$0] }
      .filter { remembered.contains($0.comparableAddress) }.map { correspondent($0, judgement.people) }
    history.learn(
      SentMail(
        sender: Audience.comparable(judgement.facts.sender.identity), recipients: correspondents,
        time: Int64(time(nil)),
        messageID: judgement.facts.inspection.headers.messageID, queueID: queueID,
        files: judgement.facts.inspection.fileDigests, hasLockedFile: judgement.facts.inspection.hasLockedFile,
        hiddenFrom: judgement.hiddenFrom))
  }

  private func correspondent(_ recipient: Audience, _ people: PeopleIndex) -> Correspondent {
    Correspondent(
      recipient.comparableAddress, names: recipient.names,
      others: Set(recipient.people.flatMap { people.person($0)?.addresses ?? [] }.map { Audience.comparable($0) }))
  }
}

extension Judgement {
  /// Which of some recipients the history learns of when they get it, in the form in which addresses are compared: those
  /// of the school's own mail, and no protected channel (D18). Nil for none.
  func remembered(_ recipients: some Sequence<Int>) -> [String]? {
    guard facts.sender.kind.writesForSchool, !decision.isUnseen else { return nil }
    return recipients.map { facts.recipients[$0] }.filter { !$0.isProtectedChannel }.map(\.comparableAddress)
  }
}

extension SenderKind {
  /// Neither pupils, whose mail is not judged by what stands in it (D2), nor somebody outside whose mail is handed on.
  fileprivate var writesForSchool: Bool { self != .pupil && self != .outside }
}

extension MessageFacts {
  /// There is something in it that a wrong reader would learn, or might: only then the past is asked for.
  fileprivate var tellsSomething: Bool {
    failure != nil || !inspection.findings.isEmpty || !inspection.limitsReached.isEmpty
      || inspection.parts.contains { $0.unreadable != nil || $0.protection.hidesContent || $0.isAttachment }
  }
}

extension Inspection {
  var hasLockedFile: Bool { parts.contains { $0.isAttachment && $0.protection.hidesContent } }

  fileprivate var holdsCredential: Bool {
    findings.contains { finding in
      switch finding.what {
      case .category(let category, _): category == .credentials
      case .identifier(let kind, _): kind.category == .credentials
      case .person: false
      }
    }
  }
}
