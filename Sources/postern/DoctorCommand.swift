import ArgumentParser
import Configuration
import Foundation
import Gateway

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks at the whole installation, and says what is not as it should be, with the remedy.",
    discussion: """
      Each line is ok, warn or fail. The exit status is 1 when one is fail, else 0.

      With --probe a harmless message goes from a member of staff to a pupil, and doctor waits until it comes by
      Postern's milter. Without --server it is sent by hand, with any mail program: doctor says how. Internal mail of
      Microsoft 365 and Google Workspace comes by only when it is brought here: docs/routes.md.
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Try whether internal mail comes by: a member of staff's and a pupil's address.", valueName: "from to"))
  var probe: [String] = []
  @Option(
    name: .long,
    help: ArgumentHelp("The mail server to give the probe to, by default port 25.", valueName: "host[:port]"))
  var server: String?
  @Option(name: .long, help: "Seconds to wait for the probe.") var wait = 300
  @Flag(name: .long, help: "Answer with one line of JSON.") var json = false

  func validate() throws {
    guard probe.isEmpty || (probe.count == 2 && probe.allSatisfy { $0.contains("@") }) else {
      throw ValidationError("--probe takes two addresses: a member of staff's and a pupil's.")
    }
    if server != nil, probe.isEmpty { throw ValidationError("--server goes with --probe.") }
    if server != nil, place == nil { throw ValidationError("--server takes HOST or HOST:PORT.") }
    guard (0...86_400).contains(wait) else { throw ValidationError("--wait takes seconds, up to a day.") }
  }

  func run() throws {
    let settings: Settings
    do {
      settings = try Settings.load(configuration.file)
    } catch {
      return try finish([
        Diagnosis("configuration", .fail, "\(error)", remedy: "mend what is named there: without it nothing starts")
      ])
    }
    let doctor = Doctor(settings, file: configuration.file)
    var found = doctor.examine()
    if !probe.isEmpty { found.append(tryProbe(doctor)) }
    try finish(found)
  }

  private func tryProbe(_ doctor: Doctor) -> Diagnosis {
    do {
      let ready = try doctor.prepareProbe(from: probe[0], to: probe[1])
      if let place {
        if let failed = doctor.send(ready, host: place.host, port: place.port) { return failed }
      } else {
        say("\(ready.instruction)\nWaiting for it, up to \(wait) s …")
      }
      return doctor.wait(for: ready, seconds: wait)
    } catch {
      return Diagnosis("probe", .fail, "\(error)", remedy: "start the filter first, and run doctor as its user")
    }
  }

  /// "mail.example:587", "[2001:db8::25]:25".
  private var place: (host: String, port: Int)? {
    guard let server else { return nil }
    if server.hasPrefix("["), let end = server.firstIndex(of: "]") {
      let host = String(server[server.index(after: server.startIndex)..<end])
      let rest = server[server.index(after: end)...]
      if rest.isEmpty { return (host, 25) }
      return rest.first == ":" ? Int(rest.dropFirst()).map { (host, $0) } : nil
    }
    let parts = server.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return (server, 25)
    case 2: return Int(parts[1]).map { (String(parts[0]), $0) }
    default: return nil
    }
  }

  private func finish(_ found: [Diagnosis]) throws {
    let worst =
      found.contains { $0.status == .fail }
      ? Diagnosis.Status.fail
      : found.contains { $0.status == .warn } ? .warn : .ok
    if json {
      struct Report: Encodable {
        var status: Diagnosis.Status
        var checks: [Diagnosis]
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
      answer(try encoder.encode(Report(status: worst, checks: found)))
    } else {
      for line in found {
        print("\(line.status.rawValue.padded(to: 5))\(line.check.padded(to: 15))\(line.message)")
        if let remedy = line.remedy { print("\("".padded(to: 20))→ \(remedy)") }
      }
    }
    if worst == .fail { throw ExitCode.failure }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    count >= width ? self + " " : padding(toLength: width, withPad: " ", startingAt: 0)
  }
}
