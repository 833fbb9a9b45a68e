import ArgumentParser
import Foundation
import PosternKit

/// Measures Postern beside what people would use instead, each behind a Postfix of its own, in turns within one run, so that
/// the ratios hold on a noisy machine.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern-bench",
    abstract: "Measures rate, end-of-data latency, processor time and memory beside other filters.",
    discussion: """
      Without options it compares Postern with no filter, a milter that does nothing, and, with --peers, rspamd and
      clamav-milter (Debian's packages), over four kinds of mail and 1, 10 and 50 connections, and prints one table. The
      flags below measure one part each.
      """)

  @Option(help: "Rounds; each measures every contender once.") var rounds = 5
  @Option(help: "With --passing, --hold-only: messages in a round.") var messages = 1_000
  @Option(help: "Connections at once; several by commas.") var connections = "1,10,50"
  @Option(help: "People in the records.") var people = 100_000
  @Option(help: "With --passing, --hold-only: the size of a message, in bytes.") var size = 4_096
  @Flag(help: "Compare with rspamd and clamav-milter, too, which have to be installed.") var peers = false
  @Flag(help: "Only small mail, in two rounds.") var quick = false
  @Flag(
    help: """
      Keep queues and stores in memory (/dev/shm), where syncing costs nothing, instead of where TMPDIR says, or /tmp. \
      Postfix syncs what it has taken: on a disk its own part is larger, as on a mail server.
      """)
  var inMemory = false
  @Option(help: "A folder in which the table and its plots are put: bench.md, bench-rate.svg, bench-cpu.svg.")
  var out: String?
  @Flag(help: "Measure all parts that the flags below name, and no comparison.") var parts = false
  @Flag(help: "Measure only what holding a message costs.") var holdOnly = false

  @Flag(help: "Measure how attachments are read, and no mail.") var reading = false
  @Flag(help: "Measure how fast text is searched, and no mail.") var detection = false
  @Flag(help: "Measure mail of one size that passes, beside the milter that does nothing alone.") var passing = false
  @Flag(help: "Measure Postern over a Unix socket beside Postern over TCP, mail that passes and mail that is changed.")
  var tcp = false
  @Option(help: "With --passing: a folder with the programs of another build, which is measured beside this one.")
  var beside: String?
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
    let folder = { try TemporaryFolder("postern-bench") }
    if protecting { return print(try ProtectionBench(folder: folder(), rounds: rounds).summary()) }
    if audiences { return print(try AudienceBench(folder: folder(), rounds: rounds, people: people).summary()) }
    if parts { return try measureParts(folder()) }
    if detection { return try DetectionBench(folder: folder(), rounds: rounds, people: people).run() }
    if reading { return try ReadingBench(folder: folder(), rounds: rounds).run() }
    try compare(TemporaryFolder("postern-bench", inMemory: inMemory))
  }

  private func measureParts(_ folder: TemporaryFolder) throws {
    try DetectionBench(folder: folder, rounds: rounds, people: people).run()
    try ReadingBench(folder: folder, rounds: rounds).run()
    print(try AudienceBench(folder: folder, rounds: rounds, people: people).summary())
    print(try HoldCost(messages: min(messages, 500), size: size).summary)
    print(try RecordsBench(people: people).summary)
    print(try ProtectionBench(folder: folder, rounds: rounds).summary())
  }

  private func compare(_ folder: TemporaryFolder) throws {
    let numbers = try connections.split(separator: ",").map { text in
      guard let number = Int(text.filter { !$0.isWhitespace }), number > 0 else {
        throw ValidationError("--connections takes numbers above 0 by commas, not \(connections)")
      }
      return number
    }
    let rounds = quick ? min(rounds, 2) : rounds
    print("preparing: \(people) people")
    let school = try LargeSchool.write(people: people, to: folder)
    let programs = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
    var contenders: [Contender] = []
    defer { for contender in contenders { contender.stop() } }
    let sink = try MailSink()
    contenders += [try .nothing(sink), try .doNothingMilter(folder, sink)]
    contenders.append(try .postern("Postern", programs, folder, school: school, sink))
    if tcp {
      contenders.append(try .postern("Postern over TCP", programs, folder, school: school, isOverTCP: true, sink))
    }
    if let beside { contenders.append(try .postern("Postern, other build", beside, folder, school: school, sink)) }
    if peers { contenders += [try .rspamd(folder, sink), try .clamav(folder, sink)] }
    let place = folder.fileSystem ?? "a file system that has no name here"
    let atRest = contenders.compactMap { contender in contender.memory().map { "\(contender.name) \($0) MiB" } }
    print("at rest: \(atRest.joined(separator: ", ")); queues and stores on \(place)")
    let kinds =
      tcp
      ? [
        MailKind(name: "text", mail: SampleMail(size: size), messages: messages),
        MailKind(
          name: "text, addresses to be hidden", mail: SampleMail(size: size, recipients: 16), messages: messages / 2),
      ]
      : passing
        ? MailKind.text(size: size, messages: messages)
        : try MailKind.all(BenchDocuments.make(in: folder), isQuick: quick)
    let comparison = Comparison(
      contenders: contenders, kinds: kinds,
      connections: quick || passing ? [numbers.contains(10) ? 10 : numbers[0]] : numbers,
      rounds: rounds)
    let blocks = try comparison.run { print($0) }
    let report = ComparisonReport(names: contenders.map(\.name), blocks: blocks, rounds: rounds, base: 1)
    print("\n" + report.text)
    if let out { try write(report, to: out, place: place, atRest: atRest) }
  }

  private func write(_ report: ComparisonReport, to out: String, place: String, atRest: [String]) throws {
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    let plots = report.plots(connections: 10)
    for plot in plots { try plot.svg.write(toFile: "\(out)/\(plot.name).svg", atomically: true, encoding: .utf8) }
    let text = """
      # Postern beside other filters

      Made by `make bench PEERS=1 OUT=docs`: each filter behind a Postfix of its own on loopback, over a Unix socket, in
      turns within one run; queues and stores are on \(place). Each message comes over a connection of its own and is
      passed on by SMTP to a next hop, and a round ends when that has the last; "thrown away" is the least that Postfix can
      do: connections are kept, and a round ends when the last message is queued. Postern has the rules that ship and
      \(people) people, and reads every attachment; rspamd has expressions for the same identifiers and opens none;
      clamav-milter detects cards and social security numbers, opens attachments, and has its cache off. At rest:
      \(atRest.joined(separator: ", ")) (proportional set).

      \(plots.map { "![\($0.name)](\($0.name).svg)" }.joined(separator: "\n"))

      \(report.text)

      """
    try text.write(toFile: "\(out)/bench.md", atomically: true, encoding: .utf8)
    print("written: \(out)/bench.md")
  }
}
