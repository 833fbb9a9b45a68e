import Configuration
import Delivery
import Foundation
import Policy
import Quarantine
import Register

/// What `breaches/record` shows to somebody who works on a record.
struct BreachRecordView: Sendable {
  struct Section: Sendable {
    var title: String
    var rows: [RecordRow]
  }

  struct Act: Sendable {
    var label: String
    var actPath: String
    var key: String
    var style: String
  }

  struct Step: Sendable {
    var when: String
    var who: String
    var done: String
    var why: [String]
    var changes: [Change]
  }

  struct Change: Sendable {
    var title: String
    var before: String
    var since: String
  }

  struct LetterLine: Sendable {
    var when: String
    var to: String
    var about: String
    var fate: String
  }

  var reference: String
  var path: String
  var heading: String
  var notice: String
  var hasNotice: Bool
  var isClosed: Bool
  var isNearMiss: Bool
  var clock: String
  var isOver: Bool
  var isNear: Bool
  var isRunning: Bool
  var deadline: String
  var known: String
  var controller: String
  var heldPath: String
  var hasHeld: Bool
  var seesNames: Bool
  var acts: [Act]
  var sections: [Section]
  var steps: [Step]
  var hasSteps: Bool
  var letters: [LetterLine]
  var hasLetters: Bool

  init(_ visit: BreachVisit, _ written: [BreachLetters.Letter], _ ground: Ground, notice: String) {
    let (view, breach, now) = (visit.view, visit.breach, ground.now())
    let clock = ClockWords(breach, at: now)
    reference = "\(breach.id)"
    path = visit.path
    let how = view.value(.how)
    heading = how.isEmpty ? (breach.isNearMiss ? "Near miss" : "Breach record") : how
    (self.notice, hasNotice) = (notice, !notice.isEmpty)
    (isClosed, isNearMiss) = (breach.closedAt != nil, breach.isNearMiss)
    (self.clock, isOver, isNear, deadline) = (clock.words, clock.isOver, clock.isNear, clock.deadline)
    isRunning = breach.clock != nil
    known = view.value(.known)
    controller = view.value(.controller)
    // The message's own page says who may go on to it.
    hasHeld = view.sight == .whole && breach.record.held != nil
    heldPath = breach.record.held.map { "/held/\($0)" } ?? ""
    seesNames = view.sight == .whole
    acts = breach.closedAt == nil ? Self.acts(visit) : []
    sections = RecordSections.all(visit, at: now)
    steps = view.history.map { step in
      Step(
        when: BritishTime.british.words(step.time), who: step.by, done: step.what,
        why: step.text.split(separator: "\n").map(String.init),
        changes: step.changes.map {
          Change(
            title: $0.field.title, before: $0.old.isEmpty ? "nothing" : $0.old.shortened(400),
            since: $0.new.isEmpty ? "nothing" : $0.new.shortened(400))
        })
    }
    hasSteps = !steps.isEmpty
    letters = written.map { letter in
      LetterLine(
        when: BritishTime.british.words(letter.writtenAt), to: letter.to, about: letter.reason.words,
        fate: letter.state.words)
    }
    hasLetters = !letters.isEmpty
  }

  private static func acts(_ visit: BreachVisit) -> [Act] {
    let account = visit.breach.account
    // What comes next is the one that stands out.
    let next =
      account.risk == nil
      ? "assess" : account.ico == nil ? "decide/ico" : account.tellPeople == nil ? "decide/people" : ""
    return [
      ("Add a note", "note", "n"), ("Assess the risk", "assess", "a"), ("Decide on the ICO", "decide/ico", "i"),
      ("Decide on the people", "decide/people", "p"), ("Close", "close", "c"),
    ].map { label, path, key in
      Act(label: label, actPath: "\(visit.path)/\(path)", key: key, style: path == next ? "primary" : "")
    }
  }
}

extension BreachLetters.Letter.Reason {
  /// What the letter is about.
  var words: String {
    switch self {
    case .opened: "The record is open"
    case .clock(BreachClock.hours): "The 72 hours are over"
    case .clock(let hours): "\(hours) of the 72 hours have gone"
    }
  }
}

extension OutgoingState {
  /// Of a letter, as people call it.
  var words: String {
    switch self {
    case .waiting, .sending: "On its way"
    case .sent: "Sent"
    case .failed: "Could not be sent"
    case .uncertain: "Nobody knows whether it went"
    }
  }
}
