import Configuration
import Delivery
import Detection
import Foundation
import Policy
import Quarantine

/// What `held/message` shows.
struct HeldMessageView: Sendable {
  struct Recipient: Sendable {
    var address: String
    var kind: String
    var note: String
    var hasNote: Bool
    var fate: String
    var hasFate: Bool
  }

  struct Rule: Sendable {
    var title: String
    var id: String
    var clause: String
    var remedy: String
    var isWatched: Bool
  }

  struct Act: Sendable {
    var label: String
    var path: String
    var key: String
    var style: String
  }

  struct Ask: Sendable {
    var asker: String
    var colleague: String
    var when: String
    var words: String
    var isAnswered: Bool
    var answer: String
    /// Of the one who may answer it.
    var path: String
    var isOwn: Bool
  }

  /// What its sender says to the officers.
  struct Plea: Sendable {
    var by: String
    var when: String
    var words: String
  }

  struct Link: Sendable {
    var reference: String
    var breachPath: String
  }

  struct Event: Sendable {
    var when: String
    var who: String
    var what: String
    var why: String
  }

  var reference: String
  var path: String
  var subject: String
  var wholeSubject: String
  var isLong: Bool
  var state: String
  var doesWait: Bool
  var decision: String
  var hasDecision: Bool
  var undoPath: String
  var mayUndo: Bool
  var isSafeguarding: Bool
  var others: [String]
  var cabinets: String
  var since: String
  var age: String
  var deadline: String
  var hasDeadline: Bool
  var releaser: String
  var sender: String
  var size: String
  var recipients: [Recipient]
  var rules: [Rule]
  var categories: [String]
  var people: [String]
  var identifiers: [String]
  var places: [String]
  var unreadable: [String]
  var isUnread: Bool
  var problem: String
  var hasProblem: Bool
  var approval: String
  var hasApproval: Bool
  var isFalseAlarm: Bool
  /// One, where a rule has a colleague check its addresses.
  var check: [CheckView]
  var pleas: [Plea]
  var hasPleas: Bool
  var questions: [Ask]
  var hasQuestions: Bool
  var acts: [Act]
  var hasActs: Bool
  var noActs: String
  var mayRead: Bool
  var hasPassword: Bool
  var isKept: Bool
  var caseCount: Int
  var isCase: Bool
  var casePath: String
  var breaches: [Link]
  var history: [Event]
}

extension HeldMessageView {
  init(_ visit: HeldVisit, _ about: HeldAbout, _ looking: [Lookers.Looker], _ ground: Ground) {
    let now = ground.now()
    let (detail, summary) = (visit.seen.detail, visit.summary)
    let message = detail.message
    let facts = message?.facts ?? HeldMessage.Facts()
    let mayEnd = ground.book.mayRelease(visit.seen.access, visit.seen.reader, isAsked: visit.seen.isAsked)
    reference = "\(visit.id)"
    path = visit.path
    wholeSubject = facts.subject
    subject = message == nil ? "Held message \(visit.id)" : facts.subject.shortened().orNoSubject
    isLong = facts.subject.shortened() != facts.subject
    state = summary.state.words
    doesWait = visit.doesWait
    decision = summary.state == .held ? "" : HeldDecision.words(about.decision) ?? ""
    hasDecision = !decision.isEmpty
    undoPath = visit.path + "/undo"
    mayUndo = [.releasing, .returning].contains(summary.state) && mayEnd
    isSafeguarding =
      message != nil
      && (summary.cabinets.contains(.childProtection)
        || facts.categories.contains { $0.hasPrefix(Detection.Category.safeguarding.rawValue) })
    others = looking.map { $0.words(now: now) }
    cabinets = summary.cabinets.map(\.words).joined(separator: ", ")
    since = BritishDate.time(summary.heldAt)
    age = BritishDate.ago(summary.heldAt, now: now)
    let retention = ground.settings.retention
    let day =
      visit.doesWait && !summary.isKept && !retention.legalHold
      ? ground.settings.schoolCalendar.day(after: summary.heldAt, schoolDays: retention.heldSchoolDays) : nil
    deadline = day.map { BritishDate.day($0) } ?? ""
    hasDeadline = day != nil
    releaser = summary.releaser.words
    sender = message?.identity ?? ""
    size = Self.words(bytes: detail.size)
    recipients = facts.recipients.map { Self.recipient($0, detail) }
    rules = (message?.rules ?? []).map { rule in
      Rule(
        title: rule.title, id: rule.id, clause: rule.clause, remedy: rule.remedy, isWatched: rule.mode != .enforce)
    }
    categories = facts.categories.map { Detection.Category.label(ofFact: $0) }
    people = facts.people
    identifiers = facts.identifiers.map { IdentifierKind(rawValue: $0)?.words ?? $0 }
    places = facts.places
    unreadable = facts.unreadable
    isUnread = summary.state == .pending
    problem = detail.outcome?.problem ?? ""
    hasProblem = !problem.isEmpty
    approval =
      about.approval.map { approval in
        "\(approval.by) agreed to its release \(BritishDate.ago(approval.time, now: now)). A second officer has to agree, too"
      } ?? ""
    hasApproval = about.approval != nil && visit.doesWait
    isFalseAlarm = about.isFalseAlarm
    check = about.check.map { [CheckView($0)] } ?? []
    pleas = about.pleas.map {
      Plea(by: $0.by, when: BritishDate.time($0.time), words: $0.words.isEmpty ? "They said nothing more." : $0.words)
    }
    hasPleas = !about.pleas.isEmpty
    questions = about.questions.map { Self.ask($0, visit) }
    hasQuestions = !about.questions.isEmpty
    isKept = message != nil
    hasPassword = about.hasPassword
    mayRead = message != nil && summary.state != .pending
    acts = visit.doesWait && mayEnd ? Self.acts(visit, ground) : message == nil ? [] : Self.lateActs(visit)
    hasActs = !acts.isEmpty
    noActs = ""
    if visit.doesWait, !mayEnd {
      noActs =
        ground.book.isOwn(visit.seen.access, of: visit.seen.reader)
        ? "This is your own message. Somebody else decides on it."
        : "You can read this message and say what you think. Its holders decide on it."
    }
    caseCount = about.waiting.count
    isCase = about.waiting.count > 1 && mayEnd
    casePath = "/held/bulk?" + about.waiting.prefix(BulkPage.most).map { "id=\($0)" }.joined(separator: "&")
    breaches = about.breaches.map { Link(reference: "\($0)", breachPath: BreachVisit.path($0)) }
    history = about.history.map { line in
      Event(
        when: BritishDate.time(line.time), who: line.actor ?? "erased by age", what: line.action.words,
        why: line.reason ?? "")
    }
  }

  private static func recipient(_ recipient: HeldMessage.Facts.Recipient, _ detail: HeldDetail) -> Recipient {
    let outcome = detail.outcome
    var fate = ""
    if let refusal = outcome?.refused.first(where: { $0.address == recipient.address }) {
      fate = "Not taken: \(refusal.reply)"
    } else if outcome?.withheld?.contains(recipient.address) == true {
      fate = "Does not get it"
    } else if outcome?.taken.contains(recipient.address) == true {
      fate = "Has it already"
    }
    return Recipient(
      address: recipient.address, kind: AudienceKind(rawValue: recipient.kind)?.label ?? recipient.kind,
      note: recipient.note ?? "", hasNote: recipient.note != nil, fate: fate, hasFate: !fate.isEmpty)
  }

  private static func ask(_ question: Question, _ visit: HeldVisit) -> Ask {
    Ask(
      asker: question.asker, colleague: question.colleague, when: BritishDate.time(question.askedAt),
      words: question.words, isAnswered: question.answer != nil,
      answer: question.answer.map {
        $0.verdict.words + ($0.words.isEmpty ? "" : ": \($0.words)") + " (\(BritishDate.time($0.time)))"
      } ?? "", path: "\(visit.path)/answer/\(question.id)",
      isOwn: question.answer == nil && visit.reader.addresses.contains(question.colleague))
  }

  private static func acts(_ visit: HeldVisit, _ ground: Ground) -> [Act] {
    var acts = [
      Act(label: "Release", path: visit.path + "/release", key: "r", style: "primary"),
      Act(label: "Return to its sender", path: visit.path + "/return", key: "t", style: ""),
      Act(label: "False alarm", path: visit.path + "/false-alarm", key: "f", style: ""),
      Act(label: "Ask a colleague", path: visit.path + "/ask", key: "a", style: ""),
      Act(label: "Open a breach record", path: visit.path + "/breach", key: "b", style: ""),
    ]
    if ground.book.mayDelete(visit.seen.access, visit.seen.reader), visit.summary.state == .held {
      acts.append(Act(label: "Delete", path: visit.path + "/delete", key: "d", style: ""))
    }
    return acts
  }

  /// What can be done still when it is not held any more, or is not this person's to end.
  private static func lateActs(_ visit: HeldVisit) -> [Act] {
    [Act(label: "Open a breach record", path: visit.path + "/breach", key: "b", style: "")]
  }

  static func words(bytes: Int) -> String {
    switch bytes {
    case ..<1_000: "\(bytes) bytes"
    case ..<1_000_000: "\(bytes / 1_000) KB"
    default: "\(bytes / 1_000_000).\(bytes % 1_000_000 / 100_000) MB"
    }
  }
}

extension Question.Verdict {
  var words: String {
    switch self {
    case .mayGo: "It may go"
    case .shouldNotGo: "It should not go"
    case .cannotTell: "I cannot tell"
    }
  }
}
