import Foundation
import Glibc
import PosternKit

/// A Postfix of its own with one milter, or none.
final class Contender {
  let name: String
  private let postfix: PrivatePostfix
  /// What filters; none for a Postfix alone.
  private let programs: [ChildProcess]

  var port: UInt16 { postfix.port }

  /// - Parameters:
  ///   - milter: as Postfix writes the milter's socket; nil for none.
  ///   - sink: takes what its Postfix passes on.
  init(
    name: String, milter: String?, programs: [ChildProcess], sink: MailSink, reinjectionPort: UInt16? = nil
  ) throws {
    self.name = name
    self.programs = programs
    var settings = PostfixSettings()
    if let milter { settings.milters = [milter] }
    settings.nextHopPort = sink.port
    settings.mainLines = ["transport_maps = inline:{ \(MailCourse.discarded)=discard: }"]
    postfix = try PrivatePostfix(settings, reinjectionPort: reinjectionPort)
    try postfix.start()
  }

  /// Postfix alone.
  static func nothing(_ sink: MailSink) throws -> Contender {
    try Contender(name: "no milter", milter: nil, programs: [], sink: sink)
  }

  /// A milter in C that asks for nothing and does nothing.
  static func doNothingMilter(_ folder: TemporaryFolder, _ sink: MailSink) throws -> Contender {
    let program = folder.file("noop-milter")
    let source = FileManager.default.currentDirectoryPath + "/Benchmarks/noop-milter.c"
    let compiled = try ChildProcess("/usr/bin/gcc", ["-O2", "-o", program, source, "-lmilter", "-lpthread"]).wait()
    guard compiled == 0 else {
      throw BenchError(description: "Benchmarks/noop-milter.c does not compile: run this in the checkout")
    }
    let socket = folder.file("noop.sock")
    let child = try ChildProcess(program, ["unix:" + socket])
    try waitForSocket(socket, of: child)
    return try Contender(name: "C milter, does nothing", milter: "unix:" + socket, programs: [child], sink: sink)
  }

  /// Postern with the rules that ship and many people.
  /// - Parameters:
  ///   - programs: the folder of a build.
  ///   - isOverTCP: whether Postfix comes by TCP on loopback, and not by a Unix socket.
  static func postern(
    _ name: String, _ programs: String, _ folder: TemporaryFolder, school: String, isOverTCP: Bool = false,
    _ sink: MailSink
  ) throws -> Contender {
    let place = name.filter(\.isLetter)
    let socket = folder.file("\(place).sock")
    let reinjection = try freePort()
    let port = try freePort()
    let listen = isOverTCP ? "inet:\(port)@127.0.0.1" : "unix:\(socket)"
    let configuration = try folder.write(
      "\(place).yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        people: {pupils: \(school)}
        listen: {milter: "\(listen)", socket_mode: "0666"}
        reinject: {port: \(reinjection)}
        keys: \(place).keys
        state: \(place).state
        log: warning
        """)
    let child = try ChildProcess(
      programs + "/postern", ["filter", "--config", configuration], ownSession: true)
    if isOverTCP { try waitForPort(port, of: child) } else { try waitForSocket(socket, of: child) }
    return try Contender(
      name: name, milter: isOverTCP ? "inet:127.0.0.1:\(port)" : listen, programs: [child],
      sink: sink, reinjectionPort: reinjection)
  }

  private static func waitForPort(_ port: UInt16, of child: ChildProcess) throws {
    for _ in 0..<1_200 {
      let probe = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(probe) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if result == 0 { return }
      guard child.isRunning else { throw BenchError(description: "the milter for port \(port) ended at once") }
      usleep(50_000)
    }
    throw BenchError(description: "the milter does not listen on port \(port) after a minute")
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

  /// Waits until no mail is in its queue any more.
  func waitUntilGone() throws {
    let folders = ["incoming", "active", "deferred"].map { "\(postfix.folder)/queue/\($0)" }
    for _ in 0..<120_000 {
      if try folders.allSatisfy({ try FileManager.default.contentsOfDirectory(atPath: $0).isEmpty }) { return }
      usleep(5_000)
    }
    throw BenchError(description: "mail still waits in the queue after ten minutes:\n\(postfix.log.suffix(1_000))")
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
