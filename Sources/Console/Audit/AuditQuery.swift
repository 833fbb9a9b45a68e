import Foundation
import Hummingbird
import Quarantine

/// What somebody looks for on the audit trail, as the page's form has it.
struct AuditQuery: Sendable, Hashable {
  /// As typed: "2026-11-26".
  var since = ""
  var until = ""
  var action = ""
  var actor = ""
  var message = ""
  /// What of it cannot be understood; nil for nothing.
  private(set) var problem: String?
  private(set) var filter = AuditFilter()

  /// - Parameter field: what the form holds under a name.
  init(_ field: (String) -> String?) {
    func text(_ name: String) -> String {
      String((field(name) ?? "").trimmingCharacters(in: .whitespacesAndNewlines).prefix(300))
    }
    since = text("since")
    until = text("until")
    action = text("action")
    actor = text("actor")
    message = text("message")
    filter.since = day(since)
    // The day that is named is included.
    filter.until = day(until).map { Self.next($0) }
    if let known = AuditAction(rawValue: action) { filter.actions = [known] }
    if !actor.isEmpty { filter.actor = actor.lowercased() }
    guard !message.isEmpty else { return }
    filter.held = HeldID(message)
    if filter.held == nil { problem = "‘\(message)’ is no reference of a message: they look like H7K2-9QXD." }
  }

  private mutating func day(_ text: String) -> Int64? {
    guard !text.isEmpty else { return nil }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_GB_POSIX")
    format.timeZone = .british
    format.isLenient = false
    for pattern in ["yyyy-MM-dd", "d/M/yyyy", "d MMMM yyyy"] {
      format.dateFormat = pattern
      if let date = format.date(from: text) { return Int64(date.timeIntervalSince1970) }
    }
    problem = "‘\(text)’ is no day: write it like 26/11/2026."
    return nil
  }

  private static func next(_ day: Int64) -> Int64 {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .british
    let date = Date(timeIntervalSince1970: TimeInterval(day))
    return Int64((calendar.date(byAdding: .day, value: 1, to: date) ?? date).timeIntervalSince1970)
  }

  /// For the fields of the form, which hold a day or nothing (HTML Standard §4.10.5.1.7).
  var sinceDay: String { Self.field(filter.since) }
  var untilDay: String { Self.field(filter.until.map { $0 - 1 }) }

  private static func field(_ time: Int64?) -> String {
    time.map {
      Date(timeIntervalSince1970: TimeInterval($0)).formatted(
        Date.ISO8601FormatStyle(timeZone: .british).year().month().day())
    } ?? ""
  }

  /// For the trail itself, when it is taken out: "action released, by dco@…".
  var words: String {
    let parts = [
      since.isEmpty ? "" : "from \(since)", until.isEmpty ? "" : "to \(until)",
      action.isEmpty ? "" : "action \(action)",
      actor.isEmpty ? "" : "by \(actor)", message.isEmpty ? "" : "message \(message)",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? "all lines" : parts.joined(separator: ", ")
  }

  /// For a link to the next page.
  var query: String {
    [("since", since), ("until", until), ("action", action), ("actor", actor), ("message", message)]
      .filter { !$1.isEmpty }.map { name, value in
        "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
      }.joined(separator: "&")
  }
}
