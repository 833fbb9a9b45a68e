import Glibc
import Logging
import Spool

/// What is said on one connection of the MTA, in the milter protocol of version 2 to 6 (libmilter/mfdef.h, sendmail 8.17;
/// Postfix's src/milter/milter8.c). For one thread.
final class Conversation {
  private let session: Session
  private let reader: PacketReader
  private var writer: PacketWriter
  private var macros = SentMacros()
  private var isNegotiated = false

  /// The caller closes the descriptor, after `run`.
  init(_ descriptor: Int32, server: MilterServer) {
    session = Session(server: server, negotiation: Negotiation(offeredActions: [], offeredSteps: []))
    if case .tcp = server.socket {
      reader = PacketReader(descriptor, isTCP: true)
    } else {
      reader = PacketReader(descriptor, isTCP: false)
    }
    writer = PacketWriter(descriptor)
  }

  /// Answers until the MTA has no more to say.
  func run() throws(ConversationFailure) {
    while let packet = try reader.next() {
      guard try answer(packet) else { return }
    }
  }

  /// - Returns: whether more may come.
  private func answer(_ packet: Packet) throws(ConversationFailure) -> Bool {
    let letter = Character(UnicodeScalar(packet.letter))
    guard isNegotiated != (letter == "O") else { throw .malformed(packet.letter) }
    switch letter {
    case "O": try negotiate(packet)
    case "D":
      guard let step = packet.data.first, packet.data.count == 1 || packet.data.last == 0 else {
        throw .malformed(packet.letter)
      }
      macros.set(step, UnsafeRawBufferPointer(rebasing: packet.data.dropFirst()))
    case "C":
      try connect(packet)
      try goOn(.answersNoConnect)
    case "H":
      session.client.helo = try strings(packet).first.map(Self.text)
      try goOn(.answersNoHelo)
    case "M":
      macros.beginMessage()
      session.mail(try path(packet), macros: macros)
      try goOn(.answersNoMail)
    case "R":
      session.recipient(try path(packet))
      try goOn(.answersNoRecipient)
    case "T":
      session.begin(macros: macros)
      try goOn(.answersNoData)
    case "L":
      let field = try strings(packet)
      guard field.count > 1 else { throw .malformed(packet.letter) }
      session.begin(macros: macros)
      session.header(name: field[0], value: field[1])
      try goOn(.answersNoHeader)
    case "N":
      session.begin(macros: macros)
      session.endOfHeaders()
      try goOn(.answersNoEndOfHeaders)
    case "B":
      session.begin(macros: macros)
      session.body(packet.data)
      try goOn(.answersNoBody)
    case "E": try end(packet)
    case "A":
      session.forgetMessage()
      macros.endMessage()
    case "U": try goOn([])
    case "K":
      // The connection goes on for another client.
      session.forgetMessage()
      session.client = Client(hostname: "unknown", address: "")
      macros = SentMacros()
    case "Q": return false
    default: throw .malformed(packet.letter)
    }
    return true
  }

  private func negotiate(_ packet: Packet) throws(ConversationFailure) {
    guard packet.data.count >= 12 else { throw .malformed(packet.letter) }
    func number(_ place: Int) -> UInt32 {
      UInt32(bigEndian: packet.data.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self))
    }
    guard number(0) >= 2 else { throw .version(number(0)) }
    session.negotiation = Negotiation(
      offeredActions: MilterActions(rawValue: number(1)), offeredSteps: MilterSteps(rawValue: number(2)))
    writer.put(session.negotiation, version: min(number(0), 6))
    try writer.flush()
    isNegotiated = true
  }

  /// The client's name, the letter of its address's family, and, but for an unknown one, port and address.
  private func connect(_ packet: Packet) throws(ConversationFailure) {
    let data = packet.data
    guard let nameEnd = data.firstIndex(of: 0), nameEnd + 1 < data.count else { throw .malformed(packet.letter) }
    let family = data[nameEnd + 1]
    var address: NumericAddress?
    if family == UInt8(ascii: "4") || family == UInt8(ascii: "6") {
      let place = nameEnd + 2
      guard place + 2 < data.count, data.last == 0 else { throw .malformed(packet.letter) }
      let port = UInt16(data[place]) << 8 | UInt16(data[place + 1])
      let text = String(decoding: data[(place + 2)..<(data.count - 1)], as: UTF8.self)
      guard let read = NumericAddress(family: family, text: text, port: port) else { throw .malformed(packet.letter) }
      address = read
    }
    session.connect(hostname: String(decoding: data[..<nameEnd], as: UTF8.self), address: address, macros: macros)
  }

  private func end(_ packet: Packet) throws(ConversationFailure) {
    session.begin(macros: macros)
    if !packet.data.isEmpty { session.body(packet.data) }
    // A sign that cannot be given is no reason to end a judgement: the answer will fail, too.
    let answer = session.endOfMessage(macros: macros) {
      writer.put("p")
      try? writer.flush()
    }
    macros.endMessage()
    writer.put(answer)
    try writer.flush()
    reader.rest()
  }

  /// "Go on", unless it has been agreed that nothing is said at this step.
  private func goOn(_ silence: MilterSteps) throws(ConversationFailure) {
    if !silence.isEmpty, session.negotiation.chosenSteps.contains(silence) { return }
    writer.put("c")
    try writer.flush()
  }

  /// What stands in a command, each ended by NUL.
  private func strings(_ packet: Packet) throws(ConversationFailure) -> [UnsafeRawBufferPointer] {
    guard packet.data.last == 0 else { throw .malformed(packet.letter) }
    var found: [UnsafeRawBufferPointer] = []
    var rest = packet.data[...]
    while let end = rest.firstIndex(of: 0) {
      found.append(UnsafeRawBufferPointer(rebasing: rest[..<end]))
      rest = rest[(end + 1)...]
    }
    return found
  }

  private func path(_ packet: Packet) throws(ConversationFailure) -> (String, [String]) {
    let texts = try strings(packet).map(Self.text)
    return (texts.first ?? "", Array(texts.dropFirst()))
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}
