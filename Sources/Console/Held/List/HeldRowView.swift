import Configuration
import Delivery
import Foundation
import Policy
import Quarantine

/// A line of the list. Of a message in another's cabinet it holds no more than `MaskedEntry` has.
struct HeldRowView: Sendable {
  var id: String
  var path: String
  var isMasked: Bool
  var sender = ""
  var subject = ""
  var recipients = ""
  var why = ""
  var cabinet: String
  var isGrave = false
  var since: String
  var time: String
  var state = ""
  var hasState = false
  var deadline: String
  var hasDeadline: Bool
  var isDue = false
  var opened = ""
  var school = ""
  var hasSchool = false
  var isAsked = false
  var hasBox = false

  init(_ line: HeldListing, _ reader: Reader, _ ground: Ground, now: Int64) {
    id = "\(line.id)"
    path = "/held/\(line.id)"
    let heldAt: Int64
    let limit: Int64?
    switch line {
    case .masked(let entry):
      isMasked = true
      cabinet = entry.cabinets.map(\.words).joined(separator: ", ")
      opened = entry.isOpened ? "A holder has opened it" : "No holder has opened it yet"
      (heldAt, limit) = (entry.heldAt, entry.deadline)
    case .full(let entry, let times):
      isMasked = false
      let summary = entry.summary
      cabinet = summary.cabinets.map(\.words).joined(separator: ", ")
      isGrave = summary.cabinets.contains(.childProtection)
      if let facts = entry.facts {
        sender = facts.sender.shortened(100)
        subject = facts.subject.shortened().orNoSubject
        recipients = facts.recipients.summary
        why =
          facts.ruleTitles.prefix(2).joined(separator: "; ")
          + (facts.ruleTitles.count > 2 ? " and \(facts.ruleTitles.count - 2) more" : "")
      } else {
        subject = id
        why = "Nothing of its content is kept"
      }
      state = summary.state.words
      hasState = summary.state != .held
      school = times.school ?? ""
      hasSchool = ground.settings.organisation.schools.count > 1 && times.school != nil
      isAsked = times.isAsked
      hasBox = [.held, .pending].contains(summary.state) && entry.facts != nil
      (heldAt, limit) = (summary.heldAt, times.deadline)
    }
    since = BritishDate.ago(heldAt, now: now)
    time = BritishDate.time(heldAt)
    deadline = limit.map { BritishDate.day($0) } ?? ""
    hasDeadline = limit != nil
    isDue = limit.map { $0 < now + 2 * 86_400 } ?? false
  }
}
