import Foundation
import PosternKit
import Testing

/// Debian's opendkim as a signing milter, with a key of its own.
///
/// Sendable because nothing of it changes after `init`.
final class OpenDKIM: @unchecked Sendable {
  private let folder: TemporaryFolder
  private let process: ChildProcess
  private let port: UInt16

  /// Its address in Postfix's form.
  var address: String { "inet:127.0.0.1:\(port)" }

  init() throws {
    folder = try TemporaryFolder("opendkim", mode: 0o700)
    port = try freePort()
    let made = try ChildProcess.run(
      "/usr/sbin/opendkim-genkey", ["-b", "2048", "-d", "oakfield.example", "-s", "school", "-D", folder.path])
    try #require(made.status == 0, "\(String(decoding: made.output, as: UTF8.self))")
    try folder.write(
      "opendkim.conf",
      text: """
        Mode s
        Domain oakfield.example
        Selector school
        KeyFile \(folder.file("school.private"))
        Socket inet:\(port)@127.0.0.1
        Canonicalization simple/simple
        OversignHeaders From
        UserID root
        RequireSafeKeys no
        Syslog no

        """)
    process = try ChildProcess("/usr/sbin/opendkim", ["-f", "-x", folder.file("opendkim.conf")])
    for _ in 0..<600 where process.isRunning {
      if try isListening() { return }
      usleep(20_000)
    }
    throw SiteError(description: "opendkim does not listen")
  }

  private func isListening() throws -> Bool {
    // proc(5): the local address in hexadecimal, no remote one, and state 0A, which is LISTEN.
    let digits = String(port, radix: 16, uppercase: true)
    let local = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    return try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).contains("\(local) 00000000:0000 0A")
  }

  /// Whether the signature of a message holds, with the key as its owner would publish it.
  func verifies(_ message: [UInt8]) throws -> Bool {
    let program = """
      import dkim, re, sys
      record = ''.join(re.findall(r'"([^"]*)"', open(sys.argv[1]).read())).encode()
      def lookup(name, timeout=5):
          return record if name.rstrip(b'.') == b'school._domainkey.oakfield.example' else None
      print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lookup))
      """
    let result = try ChildProcess.run(
      "/usr/bin/python3", ["-c", program, folder.file("school.txt")], input: message)
    let text = String(decoding: result.output, as: UTF8.self)
    try #require(result.status == 0, "\(text)")
    return text == "True\n"
  }
}
