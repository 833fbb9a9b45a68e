import Glibc

/// A command of the MTA: its letter, and what follows, which is there until the next is read.
struct Packet {
  var letter: UInt8
  var data: UnsafeRawBufferPointer
}

/// Reads the MTA's commands from a connection: as many with one system call as have come.
///
/// Each is its length in four bytes, the highest first, that many bytes, of which the first is its letter (libmilter's
/// comm.c and mfdef.h, sendmail 8.17). For one thread.
final class PacketReader {
  private let descriptor: Int32
  private let isTCP: Bool
  private var buffer: UnsafeMutableRawBufferPointer
  /// What has been read, and is not yet used: from `start` up to `end`.
  private var start = 0
  private var end = 0
  private static let usualSize = 16 << 10
  /// The most that the protocol can agree on (`SMFIP_MDS_1M`), and the letter.
  private static let longest = (1 << 20) + 1
  /// How long half a command may stay alone, in seconds.
  static let patience = 300
  /// How long a connection may say nothing between two commands: as libmilter.
  private static let longestSilence = 7_200

  /// The caller closes the descriptor, later than it uses this.
  init(_ descriptor: Int32, isTCP: Bool) {
    self.descriptor = descriptor
    self.isTCP = isTCP
    buffer = .allocate(byteCount: Self.usualSize, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// - Returns: the next command; nil when the other side has closed between two.
  func next() throws(ConversationFailure) -> Packet? {
    while true {
      let available = end - start
      var needed = 4
      if available >= 4 {
        let length = Int(UInt32(bigEndian: buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        guard (1...Self.longest).contains(length) else { throw .badLength(length) }
        needed += length
        if available >= needed {
          defer { start += needed }
          return Packet(
            letter: buffer[start + 4], data: UnsafeRawBufferPointer(rebasing: buffer[(start + 5)..<(start + needed)]))
        }
      }
      makeRoom(for: needed)
      guard try fill() else {
        guard start == end else { throw .cutShort }
        return nil
      }
    }
  }

  /// Gives back what a long command took.
  func rest() {
    guard start == end, buffer.count > Self.usualSize else { return }
    buffer.deallocate()
    buffer = .allocate(byteCount: Self.usualSize, alignment: 16)
    (start, end) = (0, 0)
  }

  private func makeRoom(for needed: Int) {
    if start == end { (start, end) = (0, 0) }
    guard start + needed > buffer.count || end == buffer.count else { return }
    let kept = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    if needed > buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: needed, alignment: 16)
      larger.copyMemory(from: kept)
      buffer.deallocate()
      buffer = larger
    } else {
      // Overlapping is allowed here.
      buffer.copyMemory(from: kept)
    }
    (start, end) = (0, kept.count)
  }

  /// Says at once what has come. Commands want no answer, and by Nagle's algorithm (RFC 896) the MTA sends the next piece
  /// only when it knows that this one has come; Linux would let it wait for 40 ms (tcp(7), TCP_QUICKACK, which does not last).
  private func acknowledge() {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// - Returns: false at the end.
  private func fill() throws(ConversationFailure) -> Bool {
    var silence = 0
    while true {
      // A thread that waits inside of `recv` is also woken when the MTA takes an answer: a Unix socket tells all who wait there
      // that it has room again.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, Int32(Self.patience * 1_000)) == 0 {
        silence += Self.patience
        if start < end || silence >= Self.longestSilence { throw .silent(seconds: silence) }
        continue
      }
      let got = recv(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end, Int32(MSG_DONTWAIT))
      if got > 0 {
        end += got
        if isTCP { acknowledge() }
        return true
      }
      if got == 0 { return false }
      switch errno {
      case EINTR, EAGAIN: continue
      case ECONNRESET: return false
      default: throw .system(doing: "read", code: errno)
      }
    }
  }
}
