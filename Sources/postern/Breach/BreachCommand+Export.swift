import ArgumentParser
import Configuration
import Foundation
import Gateway
import Glibc
import Paper
import Policy
import Quarantine
import Register

extension BreachCommand {
  struct Export: ParsableCommand {
    enum Form: String, CaseIterable, ExpressibleByArgument {
      case csv, pdf
      case icoText = "ico-text"
      case icoPDF = "ico-pdf"
    }

    static let configuration = CommandConfiguration(
      abstract: "Writes a record, or the whole register, to a file; that stands on the audit trail.",
      discussion: """
        csv is a table for a spreadsheet; pdf is for people. ico-text and ico-pdf give one record in the shape of what the
        Information Commissioner's Office asks, and name nobody.
        """)
    @OptionGroup var officer: OfficerOptions
    @Argument(
      help: ArgumentHelp("One record, like B-H7K2-9QXD; the whole register without it.", valueName: "reference"))
    var reference: String?
    @Option(name: .long, help: "csv, pdf, ico-text or ico-pdf.") var format: Form
    @Option(
      name: .shortAndLong, help: "The file, which must not be there yet; - is standard output.", completion: .file())
    var output: String
    @Option(name: .long, help: "Whom the ICO may ask; by default the data protection officer of the configuration.")
    var contact: String?
    @Flag(name: .long, help: "Open records alone; by default closed ones, too.") var open = false
    @Flag(name: .long, help: "Of csv: the near misses instead.") var nearMisses = false

    func validate() throws {
      if format == .icoText || format == .icoPDF, reference == nil {
        throw ValidationError("The ICO is told of one breach at a time: name its reference.")
      }
      if let reference, BreachID(reference) == nil {
        throw ValidationError("'\(reference)' is no reference of a breach: it looks like B-H7K2-9QXD.")
      }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let id = reference.flatMap { BreachID($0) }
      if let id { try officer.checkMayWrite(id, settings, in: store) } else { try officer.checkKeepsRegister(settings) }
      try orExit(ExitStatus.unavailable) {
        try store.auditExport(of: id.map { "\($0)" } ?? "register", as: format.rawValue, by: officer.actor)
      }
      let data = try id.map { try one($0, settings, in: store) } ?? all(settings, in: store)
      try write(data)
    }

    private func one(_ id: BreachID, _ settings: Settings, in store: QuarantineStore) throws -> Data {
      let view = try officer.view(id, settings, in: store)
      let (name, time) = (settings.organisation.name, store.time)
      let contact = contact ?? settings.officers.byRole[.dataProtectionOfficer]?.first ?? ""
      let questions = ICOQuestions(view, contact: contact, at: time)
      switch format {
      case .csv: return RegisterTable.csv([view], at: time)
      case .pdf: return try pdf(RegisterPapers.record(view, organisation: name, at: time))
      case .icoText: return Data(questions.text.utf8)
      case .icoPDF: return try pdf(RegisterPapers.questions(questions, view, organisation: name, at: time))
      }
    }

    private func all(_ settings: Settings, in store: QuarantineStore) throws -> Data {
      let (breaches, misses) = try orExit(ExitStatus.unavailable) {
        (
          try store.breaches(closedToo: !open, visibleTo: officer.reader),
          try store.nearMisses(visibleTo: officer.reader)
        )
      }
      let (views, missed) = (try officer.views(breaches, settings), try officer.views(misses, settings))
      if format == .csv { return RegisterTable.csv(nearMisses ? missed : views, at: store.time) }
      return try pdf(
        RegisterPapers.register(views, nearMisses: missed, organisation: settings.organisation.name, at: store.time))
    }

    private func pdf(_ document: PaperDocument) throws -> Data {
      try orExit(ExitStatus.unavailable) { () throws(PaperError) in try document.pdf() }
    }

    /// For its owner alone, and over nothing that is there.
    private func write(_ data: Data) throws {
      guard output != "-" else { return FileHandle.standardOutput.write(data) }
      let file = Glibc.open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        say("postern: \(output) cannot be made: \(String(cString: strerror(errno)))")
        throw ExitCode(ExitStatus.data)
      }
      try FileHandle(fileDescriptor: file, closeOnDealloc: true).write(contentsOf: data)
      print("\(output) is written.")
    }
  }
}
