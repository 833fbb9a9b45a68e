import FoundationEssentials
import Glibc
public import Spool
import Synchronization

/// The mail server that Postfix passes its mail on to: takes every message and keeps it, or answers as it is told.
public final class NextHop: Sendable {
  /// What the other side has just said, for `answering`.
  public enum Stage: Hashable, Sendable {
    case mail(Envelope.Path)
    case recipient(Envelope.Path)
    case data
    case endOfData(ReceivedMessage)
  }

  /// What is kept of a message.
  public enum Keeping: Hashable, Sendable {
    case messages
    case envelopes
  }

  /// The loopback port that it listens on.
  public let port: UInt16
  private let listener: Int32
  private let folder: String?
  private let keeping: Keeping
  private let state = Mutex(State())

  private struct State {
    var messages: [ReceivedMessage] = []
    var answer: @Sendable (Stage) -> SMTPReply? = { _ in nil }
    var connections = 0
    var written = 0
    var isOpen = true
  }

  /// Listens at once.
  /// - Parameters:
  ///   - port: 0 for any free one.
  ///   - folder: where each message is also written as a file, in `new/` as in a Maildir, with a second file
  ///     `NAME.envelope` in `envelopes/`; nil for memory alone.
  public init(port: UInt16 = 0, folder: String? = nil, keeping: Keeping = .messages) throws(KitError) {
    (listener, self.port) = try Stream.listen(port: port)
    self.folder = folder
    self.keeping = keeping
    for name in ["tmp", "new", "cur", "envelopes"] {
      guard let folder else { continue }
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST, mkdir("\(folder)/\(name)", 0o755) == 0 || errno == EEXIST
      else { throw .system(doing: "make the folder \(folder)/\(name)", code: errno) }
    }
    let descriptor = listener
    Thread.start { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection < 0, errno == EINTR || errno == ECONNABORTED || errno == EMFILE { continue }
        guard connection >= 0 else { break }
        guard let self, let number = self.nextConnection() else {
          close(connection)
          break
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        Thread.start { self.serve(connection, number: number) }
      }
      close(descriptor)
    }
  }

  deinit { stop() }

  /// Takes no more connections. What it has stays readable.
  public func stop() {
    let wasOpen = state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
    // The accepting thread closes the descriptor, so that its number is not used again too early.
    if wasOpen { shutdown(listener, Int32(SHUT_RDWR)) }
  }

  /// All that has come so far, in order.
  public var messages: [ReceivedMessage] { state.withLock { $0.messages } }

  /// How many messages have come so far.
  public var count: Int { state.withLock { $0.messages.count } }

  /// Forgets what has come.
  public func forget() { state.withLock { $0.messages = [] } }

  /// How to answer from now on: a reply, or nil for "yes". Called on the connection's thread.
  public func answering(_ answer: @escaping @Sendable (Stage) -> SMTPReply?) { state.withLock { $0.answer = answer } }

  /// Waits for messages.
  /// - Returns: the first `count` messages of those that `matches`.
  /// - Throws: `KitError.timeout`.
  public func wait(
    for count: Int = 1, milliseconds: Int = 20_000, where matches: (ReceivedMessage) -> Bool = { _ in true }
  ) throws(KitError) -> [ReceivedMessage] {
    var waited = 0
    while true {
      let found = messages.filter(matches)
      if found.count >= count { return Array(found.prefix(count)) }
      guard waited < milliseconds else {
        throw .timeout(
          waitingFor: "\(count) messages at the next hop (\(found.count) came)", milliseconds: milliseconds)
      }
      usleep(5_000)
      waited += 5
    }
  }

  private func nextConnection() -> Int? {
    state.withLock { state in
      guard state.isOpen else { return nil }
      state.connections += 1
      return state.connections
    }
  }

  private func serve(_ connection: Int32, number: Int) {
    let stream = Stream(adopting: connection, milliseconds: 300_000)
    let answer: @Sendable (Stage) -> SMTPReply? = { [weak self] stage in self?.state.withLock({ $0.answer })(stage) }
    let session = NextHopSession(stream: stream, connection: number, answer: answer) {
      [weak self] (message) throws(KitError) in
      try self?.keep(message)
    }
    // A connection that breaks is the other side's matter: what was not answered is sent again.
    try? session.serve()
  }

  private func keep(_ message: ReceivedMessage) throws(KitError) {
    var message = message
    if let folder { try write(message, to: folder) }
    if keeping == .envelopes { message.data = [] }
    state.withLock { $0.messages.append(message) }
  }

  private func write(_ message: ReceivedMessage, to folder: String) throws(KitError) {
    let number = state.withLock { state in
      state.written += 1
      return state.written
    }
    let digits = String(number)
    let name = "\(getpid())_" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    var envelope = (["MAIL FROM:<\(message.envelope.sender.address)>"] + message.envelope.sender.parameters)
      .joined(separator: " ")
    for path in message.envelope.recipients {
      envelope += "\n" + (["RCPT TO:<\(path.address)>"] + path.parameters).joined(separator: " ")
    }
    do {
      try Data(message.data).write(to: URL(filePath: "\(folder)/tmp/\(name)"))
      try Data("\(envelope)\n".utf8).write(to: URL(filePath: "\(folder)/envelopes/\(name).envelope"))
    } catch {
      throw .system(doing: "keep a message in \(folder)", code: EIO)
    }
    guard rename("\(folder)/tmp/\(name)", "\(folder)/new/\(name)") == 0 else {
      throw .system(doing: "keep a message in \(folder)", code: errno)
    }
  }
}
