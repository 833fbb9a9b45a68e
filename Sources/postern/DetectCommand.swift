import ArgumentParser
import Foundation
import Gateway

struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Says which identifiers, people and categories a text holds.",
    discussion: """
      Each line of standard input is {"id", "text"}; each is answered by a line of JSON with identifiers, people and
      categories. Offsets count Unicode code points; the end is exclusive. The exit status is 0 when each line got its
      answer, and 65 when a line does not even say which request it is.
      """)

  @OptionGroup var configuration: ConfigurationOption

  struct Request: Decodable {
    var id: RequestID
    var text: String
  }

  func run() throws {
    let settings = try configuration.load()
    let checker = try orExit(ExitStatus.configuration) { try Checker(settings, file: configuration.file) }
    defer { checker.close() }
    let nameless = try answerEach(
      Request.self,
      { line in
        switch line {
        case .request(let it): answer(try checker.detect(id: it.id, text: it.text).line())
        case .broken(let id, let reason): answer(try DetectAnswer(id: id, failure: reason).line())
        case .nameless: break
        }
      }, wanted: #"{"id", "text"}"#)
    if nameless > 0 { throw ExitCode(ExitStatus.data) }
  }
}
