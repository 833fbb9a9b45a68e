import Glibc
import Logging
import Spool

@testable import Milter

/// What an MTA says in the milter protocol.
enum Milters {
  static let readers: [String: Reader] = ["milter": { converse($0) }]

  /// Judges all, and answers in each of the ways that there are, by what it got.
  private struct Handler: MilterHandler {
    func judges(_ client: Client, _ envelope: Envelope) -> Bool { envelope.recipients.count != 3 }

    func decide(_ transaction: Transaction, progress: () -> Void) -> Reply {
      let bytes = (try? transaction.message.withBytes { Array($0) }) ?? []
      precondition(transaction.bodyOffset <= bytes.count, "the body begins in the message")
      progress()
      switch bytes.count % 4 {
      case 0: return .discard
      case 1:
        return (try? ReplyText(code: 550, enhancedCode: "5.7.1", lines: ["100% no", "no"])).map(Reply.reject) ?? .accept
      default:
        let path = transaction.envelope.sender
        return .accept(edits: [
          .addHeader(name: "X-Field", value: transaction.headers.first?.text ?? "x"), .deleteRecipient(path.address),
          .addRecipient(path),
        ])
      }
    }
  }

  private static let server = MilterServer(
    socket: .unix(path: "/nonexistent"), handler: Handler(),
    logger: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })

  /// Over a real connection, since that is where it is read. Whatever comes, what is answered is packets of known kinds.
  private static func converse(_ bytes: [UInt8]) {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return }
    defer { for end in ends { close(end) } }
    // Less than the system keeps for a reader that has not begun.
    let input = bytes.prefix(64_000)
    guard input.withUnsafeBytes({ send(ends[0], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) == input.count else {
      return
    }
    shutdown(ends[0], Int32(SHUT_WR))
    // Answers are shorter than what they answer, but for a negotiation and a refusal; those that find no room end it.
    var wait = timeval(tv_sec: 0, tv_usec: 1_000)
    setsockopt(ends[1], SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    try? Conversation(ends[1], server: server).run()
    shutdown(ends[1], Int32(SHUT_WR))
    check(answers(ends[0]))
  }

  private static func answers(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = recv(descriptor, &piece, piece.count, 0)
      guard got > 0 else { return all }
      all += piece.prefix(got)
    }
  }

  private static func check(_ answers: [UInt8]) {
    // The last may have found no room for its end.
    var rest = answers[...]
    while rest.count > 4 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 4 + length else { return }
      precondition(length > 0, "an answer has its letter")
      precondition("Oc+-2adhimpty".utf8.contains(rest[rest.startIndex + 4]), "an answer of a known kind")
      rest = rest.dropFirst(4 + length)
    }
  }
}
