import CSandbox
import Glibc

/// Whole messages with at most one descriptor each, over a SOCK_SEQPACKET pair: zygote, filter and supervisor.
enum ControlSocket {
  /// Bytes of one message.
  static let longest = 64 << 10
  /// Bytes of a text within a message.
  static let longestText = 16 << 10

  static func send(_ bytes: [UInt8], over socket: Int32, passing descriptor: Int32 = -1) throws(CodecError) {
    guard bytes.count <= longest else { throw CodecError("a control message is too long") }
    guard postern_send(socket, bytes, bytes.count, descriptor) == bytes.count else {
      throw CodecError("cannot send: \(String(cString: strerror(errno)))")
    }
  }

  /// Waits for one message. The caller owns the descriptor that came with it (-1: none).
  /// - Returns: nil when the other side is gone.
  static func receive(from socket: Int32) throws(CodecError) -> (bytes: [UInt8], descriptor: Int32)? {
    var descriptor: Int32 = -1
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: longest) { buffer, count in
      got = postern_receive(socket, buffer.baseAddress, longest, &descriptor)
      count = max(got, 0)
    }
    if got < 0 {
      if errno == ECONNRESET { return nil }
      throw CodecError("cannot receive: \(String(cString: strerror(errno)))")
    }
    // A SOCK_SEQPACKET message of no bytes cannot be told from the end; nobody of ours sends one.
    if got == 0 {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
    return (bytes, descriptor)
  }
}
