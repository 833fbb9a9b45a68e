import ArgumentParser
import Foundation
import Gateway

struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Says which identifiers, people and categories a text holds.",
    discussion: """
      Each line of standard input is {"id", "text"}; each is answered by a line of JSON with identifiers, people and
      categories. Offsets count Unicode code points; the end is exclusive.
      """)

  @OptionGroup var configuration: ConfigurationOption

  struct Request: Decodable {
    var id: String
    var text: String
  }

  func run() throws {
    let settings = try configuration.load()
    let checker = try orExit(ExitStatus.configuration) { try Checker(settings, file: configuration.file) }
    defer { checker.close() }
    var unanswered = 0
    while let line = readLine() {
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      do {
        let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
        answer(try checker.detect(id: request.id, text: request.text).line())
      } catch {
        unanswered += 1
        say("postern: not a request: \(line.prefix(200)): write {\"id\", \"text\"}")
      }
    }
    if unanswered > 0 { throw ExitCode(ExitStatus.data) }
  }
}
