import ArgumentParser
import Configuration
import Foundation
import Gateway
import Policy
import Quarantine
import Register

extension BreachCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the records that are open, the newest first, with what is left of the 72 hours.")
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "Closed ones, too.") var all = false
    @Flag(name: .long, help: "Near misses instead: held mail that was withdrawn, given back or mended.")
    var nearMisses = false
    @Flag(name: .long, help: "A line of JSON for each.") var json = false

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let breaches = try orExit(ExitStatus.unavailable) {
        nearMisses
          ? try store.nearMisses(visibleTo: officer.reader)
          : try store.breaches(closedToo: all, visibleTo: officer.reader)
      }
      let views = try officer.views(breaches, settings)
      for view in views {
        if json { answer(try BreachLine(view, at: store.time).line()) } else { print(words(view, at: store.time)) }
      }
      if views.isEmpty, !json {
        say(nearMisses ? "There was no near miss." : all ? "The register is empty." : "No record is open.")
      }
    }

    private func words(_ view: RegisterView, at time: Int64) -> String {
      let (breach, record) = (view.breach, view.breach.record)
      let what =
        switch record.cause {
        case .retraction: record.earlier.map { "\($0.recipients) recipients" } ?? "message not found"
        case .nearMiss: "\(record.nearMiss?.rawValue ?? ""): \(view.value(.what))"
        default: view.value(.how)
        }
      return [
        "\(breach.id)", since(breach.openedAt), view.state(at: time), view.sight == .whole ? record.sender : "", what,
      ].filter { !$0.isEmpty }.joined(separator: "  ")
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows a record with all that was done on it.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: BreachArgument
    @Flag(name: .long, help: "As JSON.") var json = false

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let view = try officer.view(reference.id, settings, in: store)
      if json { return answer(try BreachLine(view, at: store.time).line()) }
      for row in view.rows(at: store.time) { show(row.name, row.value) }
      for step in view.history {
        show(step.what.split(separator: ":")[0].description, "\(since(step.time)) \(step.by): \(step.text)")
        for change in step.changes {
          let new = change.new.isEmpty ? "nothing" : change.new
          show("", "\(change.field.title): \(change.old.isEmpty ? new : "\(change.old) → \(new)")")
        }
      }
    }

    /// A name, and beside it what it is; further lines below.
    private func show(_ name: String, _ value: String) {
      let width = 34
      for (index, line) in value.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let name = index == 0 ? name : ""
        print(name.padding(toLength: max(width, name.count + 1), withPad: " ", startingAt: 0) + line)
      }
    }
  }

  struct Disclosures: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the disclosures to police, data subjects and others with a right to ask, the newest first.")
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "A line of JSON for each.") var json = false

    func run() throws {
      let settings = try officer.configuration.load()
      try officer.checkKeepsRegister(settings)
      let store = try officer.store(settings)
      let disclosures = try orExit(ExitStatus.unavailable) { try store.disclosures(visibleTo: officer.reader) }
      for disclosure in disclosures {
        let record = disclosure.record
        if json {
          answer(try DisclosureLine(disclosure).line())
        } else {
          print(
            [
              "\(disclosure.id)", since(record.givenAt), record.kind.title, record.askedBy, record.legalBasis,
              record.given, "by \(disclosure.enteredBy)", record.corrects.map { "corrects \($0)" } ?? "",
            ].filter { !$0.isEmpty }.joined(separator: "  "))
        }
      }
      if disclosures.isEmpty, !json { say("Nothing was disclosed.") }
    }
  }
}
