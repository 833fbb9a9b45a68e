import Glibc

/// Sends answers to the MTA: with one system call for all that belongs together. For one thread.
struct PacketWriter {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// The caller closes the descriptor, later than it uses this.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Puts an answer with numbers, the highest byte first, and strings, each ended by NUL, behind what is to be sent.
  mutating func put(_ letter: Character, numbers: [UInt32] = [], _ strings: [String] = []) {
    let length = 1 + numbers.count * 4 + strings.reduce(0) { $0 + $1.utf8.count + 1 }
    put(number: UInt32(length))
    buffer.append(letter.asciiValue ?? 0)
    for number in numbers { put(number: number) }
    for string in strings {
      buffer.append(contentsOf: string.utf8)
      buffer.append(0)
    }
  }

  /// What the MTA is to agree to, with the macros that it shall send.
  mutating func put(_ negotiation: Negotiation, version: UInt32) {
    let macros = negotiation.canAskForMacros ? WantedMacros.all : []
    let length = 13 + macros.reduce(0) { $0 + 4 + $1.names.utf8.count + 1 }
    put(number: UInt32(length))
    buffer.append(UInt8(ascii: "O"))
    put(number: version)
    put(number: negotiation.chosenActions.rawValue)
    put(number: negotiation.chosenSteps.rawValue)
    for (step, names) in macros {
      put(number: step)
      buffer.append(contentsOf: names.utf8)
      buffer.append(0)
    }
  }

  /// An answer to a whole message, its changes first.
  mutating func put(_ answer: Answer) {
    for change in answer.changes {
      switch change {
      case .addHeader(let name, let value): put("h", [name, value])
      case .insertHeader(let index, let name, let value): put("i", numbers: [UInt32(index)], [name, value])
      case .changeHeader(let index, let name, let value): put("m", numbers: [UInt32(index)], [name, value])
      case .addRecipient(let path, ""): put("+", [path])
      case .addRecipient(let path, let parameters): put("2", [path, parameters])
      case .deleteRecipient(let path): put("-", [path])
      }
    }
    switch answer.outcome {
    case .accept: put("a")
    case .discard: put("d")
    case .later: put("t")
    case .refuse(let text):
      let lines = text.linesForMTA
      let reply = lines.enumerated().map { index, line in
        "\(text.code)\(index + 1 < lines.count ? "-" : " ")\(text.enhancedCode) \(line)"
      }
      put("y", [reply.joined(separator: "\r\n")])
    }
  }

  mutating func flush() throws(ConversationFailure) {
    var done = 0
    while done < buffer.count {
      let sent = buffer.withUnsafeBytes {
        send(descriptor, $0.baseAddress.map { $0 + done }, buffer.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { throw .system(doing: "answer", code: errno) }
      done += sent
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func put(number: UInt32) {
    withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
  }
}
