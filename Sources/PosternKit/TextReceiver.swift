import Glibc
import Synchronization

/// A gateway for text messages that sends none: it keeps what it is given, and answers as it is told. HTTP/1.1 on the loopback
/// interface, one request for each connection.
public final class TextReceiver: Sendable {
  public struct Request: Sendable {
    public var method: String
    /// Path and query.
    public var target: String
    /// Names in lower case.
    public var headers: [String: String]
    public var body: String
  }

  public enum Answer: Sendable, Hashable {
    case status(Int, location: String? = nil)
    /// None, with the connection open.
    case silence
    /// None, and the connection is closed.
    case hangUp
  }

  public let port: UInt16
  private let listener: Int32
  private let state: Mutex<State>

  private struct State {
    var answers: [Answer]
    var requests: [Request] = []
  }

  /// - Parameter answers: one for each request that carries a text; the last one for all that come after it.
  public init(_ answers: Answer...) throws(KitError) {
    state = Mutex(State(answers: answers.isEmpty ? [.status(200)] : answers))
    (listener, port) = try Stream.listen(port: 0)
    let descriptor = listener
    Thread.start { [weak self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
        guard connection >= 0 else { break }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        guard let self else {
          close(connection)
          break
        }
        Thread.start { self.serve(connection) }
      }
      close(descriptor)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  public var url: String { "http://127.0.0.1:\(port)/v1/messages" }

  /// What came with a body, in order.
  public var requests: [Request] { state.withLock { $0.requests } }

  /// Answers so from here on.
  public func answer(_ answers: Answer...) { state.withLock { $0.answers = answers } }

  /// Waits until so many have come.
  public func wait(for count: Int, milliseconds: Int = 60_000) throws(KitError) -> [Request] {
    for _ in 0..<(milliseconds / 10) {
      let found = requests
      if found.count >= count { return found }
      usleep(10_000)
    }
    throw .timeout(waitingFor: "\(count) texts (\(requests.count) came)", milliseconds: milliseconds)
  }

  private func serve(_ connection: Int32) {
    let stream = Stream(adopting: connection, milliseconds: 60_000)
    guard let request = try? Self.read(stream) else { return }
    let answer = state.withLock { state -> Answer in
      guard !request.body.isEmpty else { return .status(405) }
      state.requests.append(request)
      return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
    }
    switch answer {
    case .status(let status, let location):
      let more = location.map { "Location: \($0)\r\n" } ?? ""
      try? stream.write(Array("HTTP/1.1 \(status) -\r\n\(more)Content-Length: 0\r\nConnection: close\r\n\r\n".utf8))
    // Until the other side goes away.
    case .silence: _ = try? stream.line()
    case .hangUp: break
    }
    stream.close()
  }

  private static func read(_ stream: Stream) throws(KitError) -> Request? {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    guard let first = try stream.line() else { return nil }
    let words = text(first).split(separator: " ")
    guard words.count == 3 else { return nil }
    var request = Request(method: String(words[0]), target: String(words[1]), headers: [:], body: "")
    while let line = try stream.line(), !line.isEmpty {
      let parts = text(line).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      request.headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    if let size = request.headers["content-length"].flatMap({ Int($0) }) {
      request.body = text(try stream.bytes(size))
    }
    return request
  }
}
