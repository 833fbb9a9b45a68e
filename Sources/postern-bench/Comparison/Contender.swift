import Foundation
import PosternKit

/// A Postfix of its own with one milter, or none.
final class Contender {
  let name: String
  private let postfix: PrivatePostfix
  /// What filters; none for a Postfix alone.
  private let programs: [ChildProcess]

  var port: UInt16 { postfix.port }

  init(name: String, socket: String?, programs: [ChildProcess], reinjectionPort: UInt16? = nil) throws {
    self.name = name
    self.programs = programs
    var settings = PostfixSettings()
    if let socket { settings.milters = ["unix:" + socket] }
    // Nothing is passed on: what is measured ends when the message is queued.
    settings.mainLines = ["default_transport = discard:", "relayhost ="]
    postfix = try PrivatePostfix(settings, reinjectionPort: reinjectionPort)
    try postfix.start()
  }

  /// Postfix alone.
  static func nothing() throws -> Contender { try Contender(name: "no milter", socket: nil, programs: []) }

  /// A milter in C that asks for nothing and does nothing.
  static func doNothingMilter(_ folder: TemporaryFolder) throws -> Contender {
    let program = folder.file("noop-milter")
    let source = FileManager.default.currentDirectoryPath + "/Benchmarks/noop-milter.c"
    let compiled = try ChildProcess("/usr/bin/gcc", ["-O2", "-o", program, source, "-lmilter", "-lpthread"]).wait()
    guard compiled == 0 else {
      throw BenchError(description: "Benchmarks/noop-milter.c does not compile: run this in the checkout")
    }
    let socket = folder.file("noop.sock")
    let child = try ChildProcess(program, ["unix:" + socket])
    try waitForSocket(socket, of: child)
    return try Contender(name: "C milter, does nothing", socket: socket, programs: [child])
  }

  /// Postern with the rules that ship and many people.
  /// - Parameter programs: the folder of a build.
  static func postern(
    _ name: String, _ programs: String, _ folder: TemporaryFolder, school: String
  ) throws -> Contender {
    let place = name.filter(\.isLetter)
    let socket = folder.file("\(place).sock")
    let reinjection = try freePort()
    let configuration = try folder.write(
      "\(place).yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        people: {pupils: \(school)}
        listen: {milter: "unix:\(socket)", socket_mode: "0666"}
        reinject: {port: \(reinjection)}
        keys: \(place).keys
        state: \(place).state
        log: warning
        """)
    let child = try ChildProcess(
      programs + "/postern", ["filter", "--config", configuration], ownSession: true)
    try waitForSocket(socket, of: child)
    return try Contender(name: name, socket: socket, programs: [child], reinjectionPort: reinjection)
  }

  static func waitForSocket(_ path: String, of child: ChildProcess) throws {
    for _ in 0..<1_200 {
      if FileManager.default.fileExists(atPath: path) {
        chmod(path, 0o666)
        return
      }
      guard child.isRunning else { throw BenchError(description: "the milter for \(path) ended at once") }
      usleep(50_000)
    }
    throw BenchError(description: "the milter for \(path) does not listen after a minute")
  }

  /// The proportional set of all its processes, which counts shared memory once, in MiB; nil for a Postfix alone.
  func memory() -> Int? {
    programs.isEmpty ? nil : ProcessFamily(of: programs.map(\.identifier)).proportionalSet >> 20
  }

  /// Processor time that its processes have used so far, in milliseconds; nil for a Postfix alone.
  func processorTime() -> Double? {
    programs.isEmpty ? nil : ProcessFamily(of: programs.map(\.identifier)).processorTime
  }

  func stop() {
    postfix.stop()
    for program in programs { program.end() }
  }
}
