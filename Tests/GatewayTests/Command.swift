import Foundation
import Glibc
import PosternKit
import Testing

/// Runs `postern` once, without a mail system.
struct Command {
  var output: String
  var errors: String
  var status: Int32

  /// - Parameters:
  ///   - input: its standard input.
  ///   - user: runs it as this user, by setpriv.
  init(_ arguments: [String], input: String = "", user: String? = nil) throws {
    let folder = try TemporaryFolder("command")
    let process = Process()
    let words = [Checkout.programs + "/postern"] + arguments
    if let user {
      let account = try #require(getpwnam(user)).pointee
      process.executableURL = URL(filePath: "/usr/bin/setpriv")
      process.arguments = ["--reuid", "\(account.pw_uid)", "--regid", "\(account.pw_gid)", "--clear-groups"] + words
    } else {
      process.executableURL = URL(filePath: words[0])
      process.arguments = arguments
    }
    // Files, not pipes: neither side can then block the other.
    process.standardInput = FileHandle(forReadingAtPath: try folder.write("input", text: input))
    process.standardOutput = FileHandle(forWritingAtPath: try folder.write("output", text: ""))
    process.standardError = FileHandle(forWritingAtPath: try folder.write("errors", text: ""))
    try process.run()
    process.waitUntilExit()
    output = try String(contentsOfFile: folder.file("output"), encoding: .utf8)
    errors = try String(contentsOfFile: folder.file("errors"), encoding: .utf8)
    status = process.terminationStatus
  }
}
