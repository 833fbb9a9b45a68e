import Foundation
import Quarantine

extension Doctor {
  /// What is stored and waits for somebody, and whether internal mail comes by at all.
  func mail(_ store: QuarantineStore) -> [Diagnosis] {
    do throws(QuarantineError) {
      return try [uncertain(store)] + waiting(store) + [internalMail(store), bypass(store)]
    } catch {
      return [Diagnosis("mail", .fail, "\(error)", remedy: "see Postern's log")]
    }
  }

  private func uncertain(_ store: QuarantineStore) throws(QuarantineError) -> Diagnosis {
    let count = try store.list(HeldFilter(states: [.uncertain])).count
    return count == 0
      ? Diagnosis("outbox", .ok, "of all that was sent it is known whether it went")
      : Diagnosis(
        "outbox", .warn, "nobody can tell whether \(count) messages went",
        remedy: "look for them in Postfix's log, and settle each with 'postern held settle'")
  }

  /// What Postfix does not take, or is not given, waits without a word to anybody.
  private func waiting(_ store: QuarantineStore) throws(QuarantineError) -> [Diagnosis] {
    let count = try store.outgoingWaiting(longerThan: Self.longestWait)
    guard count > 0 else { return [] }
    return [
      Diagnosis(
        "outbox", .warn, "\(count) of what is to be sent have waited for over an hour",
        remedy: "see that the filter runs, that 'tls:' is there if rules ask for verified TLS, and Postern's log")
    ]
  }

  /// In seconds.
  private static let longestWait: Int64 = 3_600

  /// Mail between two mailboxes of one cloud tenant passes no gateway by itself.
  func internalMail(_ store: QuarantineStore) throws(QuarantineError) -> Diagnosis {
    guard let seen = try store.internalMailSeenAt() else {
      return Diagnosis(
        "internal mail", .warn, "no mail within the school has been seen yet", remedy: Self.routes)
    }
    let days = max(0, store.time - seen) / 86_400
    return days > Self.longestSilence
      ? Diagnosis(
        "internal mail", .warn, "no mail within the school has been seen for \(days) days", remedy: Self.routes)
      : Diagnosis(
        "internal mail", .ok, "mail within the school was seen \(days == 0 ? "today" : "within \(days + 1) days")")
  }

  /// Whether mail goes unheld at present.
  func bypass(_ store: QuarantineStore) throws(QuarantineError) -> Diagnosis {
    guard let bypass = try store.currentBypass() else {
      return Diagnosis("bypass", .ok, "the emergency switch is off")
    }
    guard let until = bypass.until else {
      return Diagnosis(
        "bypass", .warn, "a bypass is asked for by \(bypass.askedBy), and waits for another person",
        remedy: "confirm it with 'postern bypass --confirm', or take it back with --end")
    }
    return Diagnosis(
      "bypass", .warn,
      "mail goes as it comes for another \(max(0, until - store.time) / 60 + 1) minutes: \(bypass.askedBy) and \(bypass.confirmedBy ?? "another") have set the emergency switch",
      remedy: "end it with 'postern bypass --end' when the trouble is over")
  }

  /// In days: longer than a holiday week at a boarding school, shorter than a summer.
  private static let longestSilence: Int64 = 10

  /// Where the remedy for all of this stands.
  static let routes =
    "bring internal mail to Postern as docs/routes.md shows, and try it with 'postern doctor --probe STAFF PUPIL'"
}
