import Accounts
import Configuration
import Delivery
import Detection
import Foundation
import Policy
import Quarantine

/// What `senders/email` shows.
struct SenderSight: Sendable {
  struct Reason: Sendable {
    var title: String
    var what: String
    var hasWhat: Bool
    var clause: String
    var hasClause: Bool
    var remedy: String
    var hasRemedy: Bool
    var isNew: Bool
    var keeps: [String]
  }

  struct Recipient: Sendable {
    var address: String
    var kind: String
    var hasKind: Bool
    var hasIt: Bool
  }

  struct Act: Sendable {
    var label: String
    var hint: String
    var path: String
  }

  struct Fact: Sendable {
    var name: String
    var values: [String]
  }

  var title: String
  var heading: String
  var path: String
  var reference: String
  var notes: [SenderPage.Note]
  var isSafeguarding = false
  var mayRisk = false
  var lead: String
  var isOld = false
  var reasons: [Reason] = []
  var hasReasons = false
  var facts: [Fact] = []
  var recipients: [Recipient] = []
  var hasRecipients = false
  /// One, where a rule has a colleague check its addresses.
  var check: [CheckView] = []
  var suggestions: [SenderPlanView] = []
  var acts: [Act] = []
  var hasActs = false
  var locked: [Act] = []
  var hasLocked = false
  var isSignedIn = false
  /// Somebody is, and it is not whose link it is.
  var isOther = false
  var signInPath = ""
  var hasPassword = false
  var mayRead = false
  var mayTakeBack = false
  var takeBackUntil = ""
}

extension SenderSight {
  /// Of a message of which nothing is kept but what has become of it.
  init(
    _ summary: HeldSummary, by actor: String?, at time: Int64?, _ visit: LinkVisit, _ note: SenderPage.Note?
  ) {
    self.init(
      title: summary.state.heading, heading: summary.state.heading, path: visit.path, reference: "\(summary.id)",
      notes: note.map { [$0] } ?? [], lead: Self.ending(summary.state, by: actor, isOwn: false, at: time))
  }

  init(
    _ view: SenderView, _ visit: LinkVisit, _ visitor: Visitor?, _ suggestion: SenderPlan?, _ note: SenderPage.Note?,
    _ ground: Ground
  ) {
    let isOpen = view.state == .held && visit.link.isCurrent
    self.init(
      title: view.state.heading, heading: view.state.heading, path: visit.path, reference: "\(view.id)",
      notes: note.map { [$0] } ?? [], lead: Self.lead(view))
    isSafeguarding =
      view.cabinets.contains(.childProtection) || view.categories.contains { $0.hasPrefix("safeguarding") }
    mayRisk = isOpen && view.acts.contains(.childAtRisk)
    isOld = view.state == .held && !visit.link.isCurrent
    reasons = view.reasons.map { Self.reason($0) }
    hasReasons = !reasons.isEmpty
    facts = Self.facts(view)
    recipients = view.recipients.map { recipient in
      let kind = recipient.kind.map { AudienceKind(rawValue: $0)?.label ?? $0 } ?? ""
      return Recipient(address: recipient.address, kind: kind, hasKind: !kind.isEmpty, hasIt: recipient.hasIt)
    }
    hasRecipients = !recipients.isEmpty
    isSignedIn = visit.isSignedIn
    isOther = visitor != nil && !visit.isSignedIn
    signInPath = "/sign-in" + Carried(then: visit.path).query
    let offered = isOpen ? Self.acts(view, visit) : []
    acts = offered.filter { visit.isSignedIn || !$0.needsSignIn }.map { $0.shown }
    locked = visit.isSignedIn ? [] : offered.filter { $0.needsSignIn }.map { $0.shown }
    check = view.check.map { [CheckView($0)] } ?? []
    suggestions = suggestion.map { [SenderPlanView($0)] } ?? []
    (hasActs, hasLocked) = (!acts.isEmpty, !locked.isEmpty)
    hasPassword = view.particulars?.hasPassword == true
    mayRead = visit.isSignedIn && view.particulars != nil && view.state != .pending
    if let until = view.ending?.canTakeBackUntil {
      (mayTakeBack, takeBackUntil) = (true, BritishDate.clock(until))
    }
  }

  private static func lead(_ view: SenderView) -> String {
    let count = view.recipients.count
    let what = "Your email of \(BritishDate.time(view.receivedAt)) to \(count) recipient\(count == 1 ? "" : "s")"
    let all =
      view.messages == 1 ? "" : " It came here as \(view.messages) emails: what you do is done with all of them."
    switch view.state {
    case .held:
      switch view.releaser {
      case .sender: return "\(what) waits, and nobody has received it. You decide what happens now.\(all)"
      case .colleague:
        return "\(what) waits, and nobody has received it. A colleague has to look at it before it goes as it is.\(all)"
      case .officer:
        return
          "\(what) waits, and nobody has received it. An officer, who has been told, decides whether it goes as it is.\(all)"
      }
    case .pending: return "\(what) is still being read. Load this page again in a minute."
    case .releasing, .released, .returning, .returned, .deleted, .uncertain:
      return ending(view.state, by: view.ending?.by, isOwn: view.ending?.isOwn == true, at: view.ending?.at)
    }
  }

  private static func ending(_ state: HeldState, by actor: String?, isOwn: Bool, at time: Int64?) -> String {
    let who =
      isOwn ? "You decided" : actor.map { $0.contains("@") ? "\($0) decided" : "It was decided" } ?? "It was decided"
    let decided = time.map { " \(who) on \(BritishDate.time($0))." } ?? ""
    switch state {
    case .releasing: return "It is on its way to the recipients who get it.\(decided)"
    case .released: return "It has gone to the recipients who get it.\(decided)"
    case .returning: return "It is on its way back to its sender, and nobody else receives it.\(decided)"
    case .returned: return "It went back to its sender, whole, and nobody else has received it.\(decided)"
    case .deleted: return "It was deleted, and nobody has received it.\(decided)"
    case .uncertain:
      return "It was being sent when something failed, and an officer finds out whether it went.\(decided)"
    case .held, .pending: return "It waits."
    }
  }

  private static func reason(_ reason: SenderView.Reason) -> Reason {
    Reason(
      title: reason.title, what: sentence(reason.what), hasWhat: !reason.what.isEmpty, clause: reason.clause,
      hasClause: !reason.clause.isEmpty, remedy: reason.remedy, hasRemedy: !reason.remedy.isEmpty, isNew: reason.isNew,
      keeps: reason.recipients)
  }

  /// What is written as a part of one, as a sentence.
  private static func sentence(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst() + (words.last.map { ".!?".contains($0) } == false ? "." : "")
  }

  private static func facts(_ view: SenderView) -> [Fact] {
    func count(_ count: Int, _ one: String, _ many: String) -> [String] {
      count == 0 ? [] : [count == 1 ? "1 \(one)" : "\(count) \(many)"]
    }
    var facts = [
      Fact(
        name: "Kinds of data",
        values: view.categories.map { Detection.Category.label(ofFact: $0) }
          + view.identifiers.map { IdentifierKind(rawValue: $0)?.words ?? $0 })
    ]
    if let own = view.particulars {
      facts.insert(Fact(name: "Subject", values: [own.subject.shortened().orNoSubject]), at: 0)
      facts += [
        Fact(name: "About", values: own.people), Fact(name: "Where", values: own.places),
        Fact(name: "Not read", values: own.unreadable),
      ]
    } else {
      facts += [
        Fact(name: "About", values: count(view.peopleCount, "person", "people")),
        Fact(name: "Where", values: count(view.placeCount, "place", "places")),
        Fact(name: "Files", values: count(view.fileCount, "file", "files")),
      ]
    }
    return facts.filter { !$0.values.isEmpty }
  }

  private static func acts(_ view: SenderView, _ visit: LinkVisit) -> [(shown: Act, needsSignIn: Bool)] {
    let offered = Set(view.acts)
    var acts: [(shown: Act, needsSignIn: Bool)] = []
    func add(_ act: SenderAct, _ label: String, _ hint: String, _ path: String) {
      guard offered.contains(act) else { return }
      acts.append((Act(label: label, hint: hint, path: "\(visit.path)/\(path)"), act.needsSignIn))
    }
    add(.checked, "I have checked the addresses", "Say how, see what would go, and send it.", "mend?checked=yes")
    add(
      .protect, "Send it under a password", "Who gets it needs the password, which stands in no email.",
      "mend?protect=yes")
    add(.hideAddresses, "Hide the addresses", "As with BCC: nobody sees who else gets it.", "mend?show=hidden")
    add(.oneEach, "One copy for each", "Everybody sees their own address alone.", "mend?show=one_each")
    add(.dropRecipients, "Take a recipient off", "The others get it.", "mend")
    add(.dropAttachments, "Take an attachment out", "A line of text stands in its place.", "mend?attachments=yes")
    add(.askColleague, "Ask a colleague to check it", "They may see it, and answer you.", "ask-colleague")
    add(
      .askToCheck, "Ask somebody to check the addresses",
      "You choose who: they see whom it goes to, not what is in it.",
      "ask-colleague")
    add(.askOfficer, "Ask an officer", "They look at it and decide.", "ask-officer")
    add(.withdraw, "Do not send it", "It comes back to you, whole, and nobody gets it.", "withdraw")
    add(.falseAlarm, "This is a false alarm", "Say so, and send it on.", "mend?checked=yes&alarm=yes")
    return acts
  }
}

extension HeldState {
  /// What its sender reads first.
  fileprivate var heading: String {
    switch self {
    case .held: "Your email has not been sent yet"
    case .pending: "Your email is being read"
    case .releasing: "Your email is going out"
    case .released: "Your email has been sent"
    case .returning: "Your email is coming back"
    case .returned: "Your email was not sent"
    case .deleted: "Your email was not sent"
    case .uncertain: "It is not known whether your email was sent"
    }
  }
}
