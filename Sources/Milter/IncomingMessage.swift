import Glibc
import Spool

/// A message on its way in: what has come so far, and whether something failed. After a failure nothing more is kept,
/// and the end of the message says so.
final class IncomingMessage {
  private(set) var envelope: Envelope
  var queueID: String?
  private let limits: MilterLimits
  private let memory: MailMemory
  private static let bufferBound = 64 << 10
  private let addsSpace: Bool
  /// What its sender says that it will have (RFC 1870), in bytes; 0 for nothing. That much room is asked for at once: else
  /// many that are half there would hold what none of them can end with.
  private let announced: Int
  private var share: MailShare?
  private var headers: [HeaderField] = []
  /// What goes into the memory file next, gathered so that each header field does not cost a system call, and a small
  /// message but one.
  private var buffer: [UInt8] = []
  private var headerBytes = 0
  private var written = 0
  /// How much room there is for it without asking, in bytes: what is small has it.
  private var room = MemoryFile.smallLength
  private var bodyOffset: Int?
  private var headersWereCut = false
  private var failure: IncomingMessageError?

  init(sender: Envelope.Path, limits: MilterLimits, memory: MailMemory, addsSpace: Bool) {
    envelope = Envelope(sender: sender, recipients: [])
    self.limits = limits
    self.memory = memory
    self.addsSpace = addsSpace
    announced = sender.parameters.lazy.compactMap { Self.size($0) }.first ?? 0
  }

  private static func size(_ parameter: String) -> Int? {
    parameter.uppercased().hasPrefix("SIZE=") ? Int(parameter.dropFirst("SIZE=".count)) : nil
  }

  deinit { share.map { memory.leave($0) } }

  func add(recipient: Envelope.Path) {
    guard envelope.recipients.count < limits.recipients else {
      failure = failure ?? .tooManyRecipients(limit: limits.recipients)
      return
    }
    envelope.recipients.append(recipient)
  }

  /// Opens the memory file: not before it is sure that the message is judged.
  func open() {
    if failure == nil { share = MailShare(MemoryFile()) }
  }

  func add(header name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard failure == nil else { return }
    if PostfixCuts.mayHaveCut(name: name, value: value) { headersWereCut = true }
    buffer.append(contentsOf: name)
    buffer.append(0x3A)
    let start = buffer.count
    if addsSpace, let first = value.first, first != 0x20, first != 0x09 { buffer.append(0x20) }
    if value.contains(0x0A) {
      for byte in value {
        // Postfix hands a fold over as a bare LF.
        if byte == 0x0A, buffer.last != 0x0D { buffer.append(0x0D) }
        buffer.append(byte)
      }
    } else {
      buffer.append(contentsOf: value)
    }
    keep(name: name, value: buffer[start...])
    buffer.append(0x0D)
    buffer.append(0x0A)
    if buffer.count > Self.bufferBound { flush() }
  }

  func endHeaders() {
    guard failure == nil, bodyOffset == nil else { return }
    buffer.append(0x0D)
    buffer.append(0x0A)
    bodyOffset = written + buffer.count
  }

  func add(body chunk: UnsafeRawBufferPointer) {
    // No MTA leaves out the end of the header fields, but a body must not become one if it does.
    endHeaders()
    guard failure == nil else { return }
    if buffer.count + chunk.count > Self.bufferBound {
      flush()
      append(chunk)
    } else {
      buffer.append(contentsOf: chunk)
    }
  }

  /// The message as it goes to its judge.
  /// - Throws: why it could not be kept as a whole.
  func finish(client: Client) throws(IncomingMessageError) -> Transaction {
    endHeaders()
    flush()
    if let failure { throw failure }
    guard let share, let bodyOffset else { throw .noData }
    try memory.settle(share)
    do throws(SpoolError) { try share.file.seal() } catch { throw .spool(error) }
    return Transaction(
      client: client, envelope: envelope, queueID: queueID, headers: headers, message: share.file,
      bodyOffset: bodyOffset, headersWereCut: headersWereCut)
  }

  private func keep(name: UnsafeRawBufferPointer, value: ArraySlice<UInt8>) {
    headerBytes += name.count + value.count
    guard headers.count < limits.headerFields, headerBytes <= limits.headerBytes else {
      headersWereCut = true
      return
    }
    headers.append(HeaderField(name: Array(name), value: Array(value)))
  }

  private func flush() {
    buffer.withUnsafeBytes { append($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func append(_ bytes: UnsafeRawBufferPointer) {
    guard failure == nil, let share else { return }
    guard written + bytes.count <= limits.messageBytes else { return fail(.tooLarge(limit: limits.messageBytes)) }
    if written + bytes.count > room {
      do throws(IncomingMessageError) {
        room = try memory.grow(share, to: max(written + bytes.count, min(announced, limits.messageBytes)))
      } catch {
        return fail(error)
      }
    }
    do throws(SpoolError) {
      try share.file.append(bytes)
      written += bytes.count
    } catch {
      fail(.spool(error))
    }
  }

  /// What has come of it is of no use any more.
  private func fail(_ error: IncomingMessageError) {
    failure = error
    share.map { memory.leave($0) }
    share = nil
  }
}

/// Why a message could not be kept.
enum IncomingMessageError: Error, CustomStringConvertible {
  case spool(SpoolError)
  case tooLarge(limit: Int)
  case tooManyRecipients(limit: Int)
  case noData
  case noMemory(bound: Int, seconds: Int64)
  case stalled(seconds: Int64)

  var description: String {
    switch self {
    case .spool(let error): "\(error); give the filter more memory or descriptors"
    case .tooLarge(let limit): "more than \(limit) bytes; lower Postfix's message_size_limit or raise the filter's"
    case .tooManyRecipients(let limit): "more than \(limit) recipients; lower Postfix's smtpd_recipient_limit"
    case .noMemory(let bound, let seconds):
      "no room for it among the \(bound) bytes of mail under way for \(seconds) s; raise limits: {mail_memory: …}"
    case .stalled(let seconds):
      "it stood still for over \(seconds) s while other mail waited for memory; raise limits: {mail_memory: …} if that is often"
    case .noData: "the MTA ended a message that it had not begun"
    }
  }
}
