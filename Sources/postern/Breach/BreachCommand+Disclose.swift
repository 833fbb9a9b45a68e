public import ArgumentParser
import Configuration
import Foundation
import Gateway
public import Quarantine

extension DisclosureRecord.Kind: ExpressibleByArgument {}

extension BreachCommand {
  struct Disclose: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Keeps that personal data was given to somebody with a right to it: the police, a data subject, a court.",
      discussion: "It is no breach, and never changed; a mistake is corrected by another one with --corrects.")
    @OptionGroup var officer: OfficerOptions
    @Option(name: .long, help: "Why they may have it.") var kind: DisclosureRecord.Kind
    @Option(name: .long, help: "Who asked: name, office and their reference.") var askedBy: String
    @Option(name: .long, help: "The legal basis.") var legalBasis: String
    @Option(name: .long, help: "What was given, in words; not the data itself.") var given: String
    @Option(name: .long, help: "Whose data, in words.") var about = ""
    @Option(name: .long, help: "When it was given, like '26/11/2026 14:05', or now.") var when: Moment
    @Option(name: .long, help: "The disclosure that this one corrects, like D-H7K2-9QXD.") var corrects: String?
    @Option(name: .long, help: "An officer whom it is about, and who may not know of it; may be given several times.")
    var hide: [String] = []

    func run() throws {
      let settings = try officer.configuration.load()
      try officer.checkKeepsRegister(settings)
      var corrected: DisclosureID?
      if let corrects {
        guard let id = DisclosureID(corrects) else {
          throw ValidationError("'\(corrects)' is no reference of a disclosure: it looks like D-H7K2-9QXD.")
        }
        corrected = id
      }
      let store = try officer.store(settings)
      let id = try orExit(ExitStatus.data) {
        try store.disclose(
          DisclosureRecord(
            kind: kind, askedBy: askedBy, legalBasis: legalBasis, given: given, about: about, givenAt: when.time,
            corrects: corrected, hiddenFrom: hide), by: officer.actor)
      }
      print("\(id) is kept.")
    }
  }
}
