import CSandbox
import Glibc

/// Frames of any length over a SOCK_STREAM pair, filter ↔ worker: four bytes of length, little-endian, then the content.
enum FrameSocket {
  /// Bytes of a worker's answer.
  static let longestAnswer = 16 << 20
  /// Bytes of a request: what a message of 200,000 recipients needs, and room.
  static let longestRequest = 64 << 20

  static func header(_ count: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.count(count)
    return writer.bytes
  }

  /// The worker's side: waits for a frame as long as it takes. The caller owns the descriptor (-1: none).
  /// - Returns: nil at the end of the connection.
  static func receiveBlocking(from socket: Int32) throws(CodecError) -> (bytes: [UInt8], descriptor: Int32)? {
    var descriptor: Int32 = -1
    guard let first = try receiveFirst(from: socket, descriptor: &descriptor) else { return nil }
    var reader = ByteReader(first)
    let length = Int(try reader.number32())
    guard length <= longestRequest else { throw CodecError("a request is too long") }
    let missing = 4 + length - first.count
    // The filter asks one thing at a time.
    guard missing >= 0 else { throw CodecError("a request is longer than it says") }
    if missing == 0 { return (Array(first[4...]), descriptor) }
    var none: Int32 = -1
    guard let rest = try receive(missing, from: socket, descriptor: &none) else { throw CodecError("ends too early") }
    if none >= 0 { close(none) }
    return (first[4...] + rest, descriptor)
  }

  /// What most requests fit into with their message, so that one system call takes them.
  private static let usualLength = 16 << 10

  /// At least the header of a frame; nil at the end of the connection.
  private static func receiveFirst(from socket: Int32, descriptor: inout Int32) throws(CodecError) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < 4 {
      waitForInput(socket)
      var passed: Int32 = -1
      var failed = false
      let piece = [UInt8](unsafeUninitializedCapacity: usualLength) { buffer, count in
        let got = postern_receive(socket, buffer.baseAddress, usualLength, &passed)
        failed = got < 0
        count = max(got, 0)
      }
      if passed >= 0 {
        if descriptor >= 0 { close(passed) } else { descriptor = passed }
      }
      if failed || (piece.isEmpty && !bytes.isEmpty) { throw CodecError("the connection broke") }
      if piece.isEmpty { return nil }
      // Nearly always the first piece, which is not copied then.
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
    return bytes
  }

  /// Waits until there is something to read, or nobody is left to write. Whoever waits inside of the call that reads is woken,
  /// too, whenever the other side takes something that it was sent: a Unix socket tells all who wait there that it has room
  /// again (unix_write_space in Linux's net/unix/af_unix.c). `poll` says what is waited for.
  static func waitForInput(_ socket: Int32) {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, -1) < 0, errno == EINTR {}
  }

  private static func receive(_ length: Int, from socket: Int32, descriptor: inout Int32) throws(CodecError) -> [UInt8]?
  {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      while count < length {
        var passed: Int32 = -1
        let got = postern_receive(socket, buffer.baseAddress.map { $0 + count }, length - count, &passed)
        if passed >= 0 {
          if descriptor >= 0 { close(passed) } else { descriptor = passed }
        }
        if got <= 0 {
          failed = got < 0 || count > 0
          count = 0
          return
        }
        count += got
      }
    }
    if failed { throw CodecError("the connection broke") }
    return bytes.isEmpty ? nil : bytes
  }

  /// The worker's side: sends a frame. False when the filter is gone.
  static func sendBlocking(_ bytes: [UInt8], over socket: Int32) -> Bool {
    sendAll(header(bytes.count) + bytes, over: socket)
  }

  /// The worker's side: sends bytes that follow a frame. False when the filter is gone.
  static func sendBlocking(rest bytes: UnsafeRawBufferPointer, over socket: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let sent = postern_send(socket, bytes.baseAddress.map { $0 + done }, bytes.count - done, -1)
      if sent <= 0 { return false }
      done += sent
    }
    return true
  }

  private static func sendAll(_ bytes: [UInt8], over socket: Int32) -> Bool {
    bytes.withUnsafeBytes { sendBlocking(rest: $0, over: socket) }
  }
}
