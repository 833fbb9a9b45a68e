import ArgumentParser
import Foundation
import PosternKit

/// Measures Postern against a milter that does nothing, both behind a Postfix of their own, in turns within one run, so
/// that the ratios hold on a noisy machine.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern-bench",
    abstract: "Measures rate, end-of-data latency and memory against a milter that does nothing.")

  @Option(help: "Rounds; each measures every contender once.") var rounds = 5
  @Option(help: "Messages in a round.") var messages = 1_000
  @Option(help: "Connections at once.") var connections = 10
  @Option(help: "People in the records.") var people = 100_000
  @Option(help: "The size of a message, in bytes.") var size = 4_096
  @Flag(help: "Measure only what holding a message costs.") var holdOnly = false

  @Flag(help: "Measure how attachments are read, and no mail.") var reading = false
  @Flag(help: "Measure how fast text is searched, and no mail.") var detection = false
  @Flag(help: "Measure mail that passes, and nothing else.") var passing = false
  @Option(help: "A folder with the programs of another build, which is measured beside this one.") var beside: String?
  @Flag(help: "Measure only an import of the records.") var records = false
  @Flag(help: "Measure only the console's list of held mail.") var console = false
  @Option(help: "With --console: held messages.") var held = 10_000
  @Flag(help: "Measure only what many recipients and long lists cost.") var audiences = false

  @Flag(help: "Measure only how large documents go under a password.") var protecting = false

  @Argument(help: "Files: measure only how much memory a worker needs for each of them.") var files: [String] = []

  func run() throws {
    if !files.isEmpty { return print(try WorkerMemory.report(files, isEach: true)) }
    if holdOnly { return print(try HoldCost(messages: messages, size: size).summary) }
    if console { return print(try ConsoleBench(messages: held).summary) }
    if records { return print(try RecordsBench(people: people).summary) }
    let folder = try TemporaryFolder("postern-bench")
    if protecting { return print(try ProtectionBench(folder: folder, rounds: rounds).summary()) }
    if audiences { return print(try AudienceBench(folder: folder, rounds: rounds, people: people).summary()) }
    if !passing && !reading { try DetectionBench(folder: folder, rounds: rounds, people: people).run() }
    if detection { return }
    if !passing { try ReadingBench(folder: folder, rounds: rounds).run() }
    if reading { return }
    print(
      "preparing: \(people) people, \(rounds) rounds of \(messages) messages of \(size) bytes, \(connections) connections"
    )
    let school = try LargeSchool.write(people: people, to: folder)
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    var contenders: [Contender] = [
      try .nothing(), try .doNothingMilter(folder), try .postern("Postern", programs, folder, school: school),
    ]
    if let beside { contenders.append(try .postern("Postern, other build", beside, folder, school: school)) }
    defer { for contender in contenders { contender.stop() } }
    let mail = SampleMail(size: size)
    for contender in contenders { _ = try Load.run(contender, mail, messages: 100, connections: connections) }

    var results: [[Measurement]] = contenders.map { _ in [] }
    for round in 1...rounds {
      for (index, contender) in contenders.enumerated() {
        let measured = try Load.run(contender, mail, messages: messages, connections: connections)
        results[index].append(measured)
        print("round \(round)  \(contender.name): \(measured.summary)")
      }
    }
    print(Table.text(contenders.map(\.name), results))
    for contender in contenders { if let memory = contender.memory() { print("\(contender.name): \(memory)") } }
    if passing { return }
    print(try AudienceBench(folder: folder, rounds: rounds, people: people).summary())
    print(try HoldCost(messages: min(messages, 500), size: size).summary)
    print(try RecordsBench(people: people).summary)
    print(try ProtectionBench(folder: folder, rounds: rounds).summary())
  }
}
