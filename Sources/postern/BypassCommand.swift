import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Quarantine

struct BypassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bypass",
    abstract: "The emergency switch: for a short time all mail goes as it came, though it is judged and counted.",
    discussion: """
      Without options it says whether a bypass is on. One person asks for one, and another confirms it within fifteen
      minutes; both stand under 'officers:' in the configuration. It ends by itself, and with a restart of the filter or
      the machine, or when the clock is set. All officers are told by letter when it begins and when it ends.

        postern bypass --minutes 30 --reason "the new records hold all mail" --by head@oakfield.example
        postern bypass --confirm --by dpo@oakfield.example
        postern bypass --end --by head@oakfield.example
      """)

  @OptionGroup var officer: OfficerOptions
  @Option(name: .long, help: "Ask for a bypass of so many minutes, up to \(Bypass.longest).") var minutes: Int?
  @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String?
  @Flag(name: .long, help: "Confirm the bypass that another person has asked for.") var confirm = false
  @Flag(name: .long, help: "End the bypass, or take back what was asked for.") var end = false
  @Flag(name: .long, help: "Say it as a line of JSON.") var json = false

  func validate() throws {
    guard [minutes != nil, confirm, end].count(where: { $0 }) <= 1 else {
      throw ValidationError("Give one of --minutes, --confirm and --end.")
    }
    guard (minutes == nil) == (reason == nil) else { throw ValidationError("--minutes and --reason go together.") }
    if minutes != nil || confirm || end, officer.officer == nil {
      throw ValidationError("Say who you are: --by with your address.")
    }
  }

  func run() throws {
    let settings = try officer.configuration.load()
    let store = try officer.store(settings)
    let desk = BypassDesk(settings, store: store, writer: NoticeWriter(settings))
    if let minutes, let reason {
      let bypass = try orExit(ExitStatus.data) {
        try desk.ask(minutes: minutes, reason: reason, by: officer.actor, try .read(settings))
      }
      return try tell(bypass, "is asked for. Another officer has to confirm it", until: bypass.confirmableUntil)
    }
    if confirm {
      let bypass = try orExit(ExitStatus.data) {
        try desk.confirm(by: officer.actor, note: "entered by \(officer.login)", try .read(settings))
      }
      return try tell(bypass, "is on: mail goes as it comes", until: bypass.until)
    }
    if end {
      let bypass = try orExit(ExitStatus.data) { try desk.end(by: officer.actor) }
      return try tell(bypass, "is over: the rules hold again", until: nil)
    }
    guard let bypass = try orExit(ExitStatus.unavailable, { try store.currentBypass() }) else {
      if json { return answer(try BypassLine(nil).line()) }
      return print("No bypass is on.")
    }
    if json { return answer(try BypassLine(bypass).line()) }
    try tell(
      bypass,
      bypass.begunAt == nil ? "is asked for. Another officer has to confirm it" : "is on: mail goes as it comes",
      until: bypass.until ?? bypass.confirmableUntil)
    print("Asked for by \(bypass.askedBy): \(bypass.reason)")
    if let other = bypass.confirmedBy {
      print(
        "Confirmed by \(other). So far \(bypass.passed) messages went by; \(bypass.stopped) of them would have been stopped."
      )
    }
  }

  private func tell(_ bypass: Bypass, _ words: String, until: Int64?) throws {
    if json { return answer(try BypassLine(bypass).line()) }
    print("A bypass of \(bypass.minutes) minutes \(words)\(until.map { ", until \(since($0))" } ?? "").")
  }
}

/// A bypass as a script reads it.
private struct BypassLine: Encodable {
  /// "off", "asked", "on" or "over".
  var state = "off"
  var minutes: Int?
  var reason, askedBy, confirmedBy, endedBy, ending: String?
  var askedAt, begunAt, until, endedAt: Int64?
  var passed, stopped: Int?

  init(_ bypass: Bypass?) {
    guard let bypass else { return }
    state = bypass.ending != nil ? "over" : bypass.begunAt == nil ? "asked" : "on"
    (minutes, reason) = (bypass.minutes, bypass.reason)
    (askedBy, confirmedBy, endedBy) = (bypass.askedBy, bypass.confirmedBy, bypass.endedBy)
    ending = bypass.ending?.words
    (askedAt, begunAt, until, endedAt) = (bypass.askedAt, bypass.begunAt, bypass.until, bypass.endedAt)
    (passed, stopped) = (bypass.passed, bypass.stopped)
  }

  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
