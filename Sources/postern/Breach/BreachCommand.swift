import ArgumentParser
import Configuration
import Foundation
import Gateway
import Policy
import Quarantine
import Register

struct BreachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breach", abstract: "Lists and works on the breach register.",
    discussion: """
      A record is opened by itself when somebody asks recipients to delete or disregard an earlier message, and when
      mail comes to the address that breaches: {report_to} sets; officers open others. Nothing is ever deleted, only
      corrected: what stood there stays in the record's history.
      """,
    subcommands: [
      List.self, Show.self, Open.self, Note.self, Correct.self, Assess.self, Decide.self, Close.self, Disclose.self,
      Disclosures.self, Export.self,
    ], defaultSubcommand: List.self)
}

/// The short name of a breach record, as letters and lists write it.
struct BreachArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The reference, like B-H7K2-9QXD.", valueName: "reference"),
    transform: { text in
      guard let id = BreachID(text) else {
        throw ValidationError("'\(text)' is no reference of a breach: it looks like B-H7K2-9QXD.")
      }
      return id
    })
  var id: BreachID
}

/// A time as people type it; "now" is now.
struct Moment: ExpressibleByArgument {
  /// Unix time in seconds.
  let time: Int64

  init?(argument: String) {
    if argument == "now" {
      time = Int64(Date().timeIntervalSince1970)
    } else if let read = BritishTime().read(argument) {
      time = read
    } else {
      return nil
    }
  }
}

extension OfficerOptions {
  /// Says how much this officer may see of a record; all of it where nobody is named, and the whole machine is trusted.
  private func sight(_ settings: Settings) throws -> (Breach) -> RegisterAccess.Sight {
    guard let officer else { return { _ in .whole } }
    let reader = try book(settings).reader(officer)
    return { breach in
      RegisterAccess.sight(
        of: breach.facts, by: RegisterAccess.Person(reader, in: breach.school(in: settings.organisation)))
    }
  }

  /// A record as this officer may see it; as if it were not where that is nothing.
  func view(_ id: BreachID, _ settings: Settings, in store: QuarantineStore) throws -> RegisterView {
    let sight = try sight(settings)
    return try orExit(ExitStatus.data) {
      let breach = try store.breach(id, visibleTo: reader)
      guard sight(breach) > .nothing else { throw QuarantineError.noBreach(id) }
      return RegisterView(breach, sight(breach))
    }
  }

  /// All that this officer may see of some records.
  func views(_ breaches: [Breach], _ settings: Settings) throws -> [RegisterView] {
    let sight = try sight(settings)
    return breaches.map { RegisterView($0, sight($0)) }.filter { $0.sight > .nothing }
  }

  /// Ends the program where this officer may not work on the record.
  func checkMayWrite(_ id: BreachID, _ settings: Settings, in store: QuarantineStore) throws {
    guard try view(id, settings, in: store).sight < .register else { return }
    say("postern: \(id) is worked on by those who look after the register: tell them what you know")
    throw ExitCode(ExitStatus.data)
  }

  /// Ends the program where this officer does not look after the register.
  func checkKeepsRegister(_ settings: Settings) throws {
    guard let officer else { return }
    let reader = try book(settings).reader(officer)
    // In one school is enough: of other schools' records nothing is shown.
    let schools = [nil] + settings.organisation.schools.map { Optional($0.name) }
    guard !schools.contains(where: { RegisterAccess.looksAfterRegister(RegisterAccess.Person(reader, in: $0)) }) else {
      return
    }
    say("postern: that is for the data protection officer and the compliance officer: ask them")
    throw ExitCode(ExitStatus.data)
  }
}
