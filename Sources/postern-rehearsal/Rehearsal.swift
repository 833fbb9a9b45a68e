import ArgumentParser
import Foundation
import Glibc
import PosternKit

/// A private mail system with Postern in it, and a sample school's mail going through: what `make run` shows.
@main
struct Rehearsal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern-rehearsal",
    abstract: "Starts a private Postfix with Postern and its console, sends sample mail, and shows what became of it.",
    discussion: """
      Nothing of the machine's own mail is touched: configuration, queue, log and ports are private, and gone at the end.
      """)

  @Argument(help: "The folder of the sample school: postern.yaml, CSV files, and messages/ with expected.yaml.")
  var school: String
  @Flag(name: .long, help: "End after the table; exit 0 only if each message went where it should.") var once = false

  func run() throws {
    // Ctrl-C ends the pause below, and everything is then taken down in order.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    let samples: [SampleMessage]
    do {
      samples = try SampleMessage.load(school + "/messages")
    } catch {
      throw ValidationError("\(error)")
    }
    print("Starting a private Postfix, Postern and a next hop …")
    let stage: Stage
    do {
      stage = try Stage(school: school)
    } catch {
      FileHandle.standardError.write(Data("postern-rehearsal: \(error)\n".utf8))
      throw ExitCode.failure
    }
    defer { stage.takeDown() }
    let outcomes = try samples.map { sample in try stage.play(sample) }
    print(OutcomeTable(outcomes, isTerminal: isatty(1) == 1).text)
    let wrong = outcomes.filter { !$0.isAsExpected }
    print(wrong.isEmpty ? "Each message went where it should." : "\(wrong.count) went where they should not.")
    print("Starting the console …")
    let console: StageConsole
    do {
      console = try stage.openConsole()
    } catch {
      FileHandle.standardError.write(Data("postern-rehearsal: \(error)\n".utf8))
      throw ExitCode.failure
    }
    print(console.text(isTerminal: isatty(1) == 1))
    if once {
      if !wrong.isEmpty || !console.isAsExpected { throw ExitCode.failure }
      return
    }
    print(stage.invitation)
    var number: Int32 = 0
    sigwait(&signals, &number)
    print("\nTaking everything down …")
  }
}
