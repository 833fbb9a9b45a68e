import Foundation
import Glibc

/// Runs a program that is to end soon, and gives it up when it does not.
enum BoundedProgram {
  struct End {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Blocking.
  /// - Parameter seconds: after so many it is killed.
  /// - Returns: nil where it had to be.
  /// - Throws: what `Process` throws where it cannot be started.
  static func run(_ program: String, _ arguments: [String], seconds: Int) throws -> End? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipes = [Pipe(), Pipe()]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipes[0]
    process.standardError = pipes[1]
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let deadline = DispatchTime.now() + .seconds(seconds)
    try process.run()
    guard let texts = read(pipes.map(\.fileHandleForReading.fileDescriptor), by: deadline),
      ended.wait(timeout: deadline) == .success
    else {
      // What hangs in the kernel does not even end so: nobody waits for it.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      return nil
    }
    return End(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Reads some files to their ends, whichever has something first.
  private static func read(_ files: [Int32], by deadline: DispatchTime) -> [String]? {
    var texts = files.map { _ in [UInt8]() }
    var polled = files.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while polled.contains(where: { $0.fd >= 0 }) {
      let (now, end) = (DispatchTime.now().uptimeNanoseconds, deadline.uptimeNanoseconds)
      guard now < end else { return nil }
      let count = poll(&polled, nfds_t(polled.count), Int32((end - now) / 1_000_000) + 1)
      guard count >= 0 || errno == EINTR else { return nil }
      for index in polled.indices where count > 0 && polled[index].fd >= 0 && polled[index].revents != 0 {
        let got = Glibc.read(polled[index].fd, &buffer, buffer.count)
        if got > 0 {
          texts[index] += buffer[..<got]
        } else if got == 0 || errno != EINTR {
          // poll(2) passes over it from here on.
          polled[index].fd = -1
        }
      }
    }
    return texts.map { String(decoding: $0, as: UTF8.self) }
  }
}
