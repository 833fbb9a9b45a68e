import ArgumentParser
import Configuration
import Foundation
import Gateway
import Spool

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what would happen to a message and why, with no side effects.",
    discussion: """
      The message goes through the same workers and rules as in the live filter, as if a trusted client sent it.
      Without --from and --to the sender and recipients are those of the headers.

      With --batch each line of standard input is {"id", "message": PATH, "envelope_from", "envelope_to": [..]}, and is
      answered at once by a line of JSON, in order; a message that cannot be read, too. The exit status is 0 when each
      line got its answer, and 65 when a line does not even say which request it is.
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(name: .long, help: "The envelope sender.") var from: String?
  @Option(name: .long, parsing: .upToNextOption, help: "The envelope recipients.") var to: [String] = []
  @Flag(name: .long, help: "Answer with a line of JSON for each message.") var json = false
  @Flag(name: .long, help: "Read requests as JSON lines on standard input.") var batch = false
  @Argument(help: ArgumentHelp("Messages as files (RFC 5322).", valueName: "message")) var messages: [String] = []

  mutating func validate() throws {
    // "--to A B draft.eml": the recipients end where the files begin.
    let end = to.lastIndex { $0.contains("@") && !FileManager.default.fileExists(atPath: $0) }.map { $0 + 1 } ?? 0
    messages = to[end...] + messages
    to = Array(to[..<end])
    guard batch != !messages.isEmpty else {
      throw ValidationError("Name the messages to check, or use --batch with requests on standard input.")
    }
  }

  struct Request: Decodable {
    var id: RequestID
    var message: String
    var envelopeFrom: String?
    var envelopeTo: [String]?

    enum CodingKeys: String, CodingKey {
      case id, message
      case envelopeFrom = "envelope_from"
      case envelopeTo = "envelope_to"
    }
  }

  func run() throws {
    let settings = try configuration.load()
    let checker = try orExit(ExitStatus.configuration) {
      try Checker(settings, file: configuration.file, asksHistory: true)
    }
    defer { checker.close() }
    if let problem = checker.historyProblem { say("postern: \(problem)") }
    if batch {
      try runBatch(checker)
    } else {
      for path in messages {
        let checked = checker.check(id: .text(path), path: path, from: from, to: to)
        if json { answer(try checked.line()) } else { answer(Data(CheckReport(checked).text.utf8)) }
      }
    }
  }

  private func runBatch(_ checker: Checker) throws {
    let nameless = try answerEach(
      Request.self,
      { line in
        switch line {
        case .request(let it):
          answer(
            try checker.check(
              id: it.id, path: it.message, from: it.envelopeFrom, to: it.envelopeTo ?? [], isRemembered: true
            ).line())
        case .broken(let id, let reason): answer(try CheckAnswer(id: id, failure: reason, recipients: []).line())
        case .nameless: break
        }
      }, wanted: #"{"id", "message", "envelope_from", "envelope_to"}"#)
    if nameless > 0 { throw ExitCode(ExitStatus.data) }
  }
}
