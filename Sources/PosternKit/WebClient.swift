/// An HTTP client that does what no browser does: any header, any method, any path, byte for byte as it is told. It keeps
/// cookies, and follows no redirection.
public final class WebClient {
  public struct Answer: Sendable {
    public var status: Int
    /// In the order of the answer, names in lower case.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }

    public subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  public let port: UInt16
  public var cookies: [String: String] = [:]

  public init(port: UInt16) { self.port = port }

  /// - Parameters:
  ///   - target: path and query, percent-encoded by the caller.
  ///   - headers: put over the usual ones (Host, Cookie, Origin and Content-Type of a form); an empty value leaves one out.
  ///   - form: sent as `application/x-www-form-urlencoded`.
  public func request(
    _ method: String, _ target: String, headers: [String: String] = [:], form: [(String, String)]? = nil,
    body: [UInt8]? = nil
  ) throws(KitError) -> Answer {
    let content = body ?? form.map { Array(Self.encoded($0).utf8) }
    var all = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
    if !cookies.isEmpty { all["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ") }
    if let content {
      all["Content-Length"] = "\(content.count)"
      all["Content-Type"] = "application/x-www-form-urlencoded"
      all["Origin"] = "http://127.0.0.1:\(port)"
    }
    for (name, value) in headers { all[name] = value }
    var head = "\(method) \(target) HTTP/1.1\r\n"
    for (name, value) in all.sorted(by: { $0.key < $1.key }) where !value.isEmpty { head += "\(name): \(value)\r\n" }
    let stream = try Stream.connect(port: port, milliseconds: 60_000)
    defer { stream.close() }
    try stream.write(Array((head + "\r\n").utf8) + (content ?? []))
    let answer = try Self.answer(from: stream, hasBody: method != "HEAD")
    for header in answer.headers where header.name == "set-cookie" {
      let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isOver = header.value.lowercased().contains("max-age=0")
      cookies[String(pair[0])] = isOver || pair.count < 2 || pair[1].isEmpty ? nil : String(pair[1])
    }
    return answer
  }

  public func get(_ target: String) throws(KitError) -> Answer { try request("GET", target) }

  public func post(_ target: String, _ form: [(String, String)]) throws(KitError) -> Answer {
    try request("POST", target, form: form)
  }

  private static func answer(from stream: Stream, hasBody: Bool) throws(KitError) -> Answer {
    guard let first = try stream.line() else { throw .closed(waitingFor: "an answer") }
    let words = String(decoding: first, as: UTF8.self).split(separator: " ", maxSplits: 2)
    guard words.count >= 2, let status = Int(words[1]) else {
      throw .protocolViolation(String(decoding: first, as: UTF8.self))
    }
    var answer = Answer(status: status, headers: [], body: [])
    while let line = try stream.line(), !line.isEmpty {
      let parts = String(decoding: line, as: UTF8.self).split(separator: ":", maxSplits: 1)
      answer.headers.append(
        (String(parts[0]).lowercased(), parts.count > 1 ? String(parts[1]).trimmed : ""))
    }
    // RFC 9110 §9.3.2.
    guard hasBody else { return answer }
    if answer["transfer-encoding"] == "chunked" {
      while let line = try stream.line(), let size = Int(String(decoding: line, as: UTF8.self), radix: 16), size > 0 {
        answer.body += try stream.bytes(size)
        _ = try stream.line()
      }
    } else if let size = answer["content-length"].flatMap({ Int($0) }) {
      answer.body = try stream.bytes(size)
    }
    return answer
  }

  /// WHATWG URL Standard §5.2.
  public static func encoded(_ form: [(String, String)]) -> String {
    form.map { "\(percent($0))=\(percent($1))" }.joined(separator: "&")
  }

  /// All bytes but those that stand for themselves everywhere (RFC 3986 §2.3).
  public static func percent(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
