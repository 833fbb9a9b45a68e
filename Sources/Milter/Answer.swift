import CMilter
import CMilterReply
import Glibc
import Logging
import Spool

/// Carries a `Reply` out for one message, at its end.
struct Answer {
  let context: OpaquePointer?
  let logger: Logger

  /// - Parameter reply: nil stands for our own failure.
  /// - Returns: what the callback answers. Whatever cannot be carried out becomes a 4xx: mail waits, nothing leaves unseen.
  func give(_ reply: Reply?) -> sfsistat {
    switch reply {
    case .accept(let edits):
      for (index, edit) in edits.enumerated() where !apply(edit) {
        logger.error("edit refused", metadata: ["edit": "\(index + 1)", "of": "\(edits.count)"])
        return sfsistat(SMFIS_TEMPFAIL)
      }
      return sfsistat(SMFIS_ACCEPT)
    case .discard: return sfsistat(SMFIS_DISCARD)
    case .reject(let text): return say(text)
    case .tempfail(let text): return say(text)
    case nil: return sfsistat(SMFIS_TEMPFAIL)
    }
  }

  private func say(_ text: ReplyText) -> sfsistat {
    // libmilter reads each line as a printf format.
    let lines = text.lines.map {
      strdup($0.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%"))
    }
    defer { for line in lines { free(line) } }
    let pointers = lines.map { UnsafePointer<CChar>($0) }
    let result = postern_setmlreply(context, "\(text.code)", text.enhancedCode, pointers, Int32(pointers.count))
    if result != MI_SUCCESS { logger.error("reply text refused", metadata: ["lines": "\(lines.count)"]) }
    return sfsistat(text.code < 500 ? SMFIS_TEMPFAIL : SMFIS_REJECT)
  }

  private func apply(_ edit: Edit) -> Bool {
    switch edit {
    case .changeHeader(let name, let occurrence, let value):
      guard occurrence >= 1, let index = Int32(exactly: occurrence), isFieldName(name) else { return false }
      // An empty value deletes the field; libmilter has no other way to say so.
      guard let value else { return call(name, "") { smfi_chgheader(context, $0, index, $1) } }
      guard let body = fieldBody(value) else { return false }
      return call(name, body) { smfi_chgheader(context, $0, index, $1) }
    case .insertHeader(let index, let name, let value):
      guard index >= 0, let index = Int32(exactly: index), isFieldName(name), let body = fieldBody(value) else {
        return false
      }
      return call(name, body) { smfi_insheader(context, index, $0, $1) }
    case .addHeader(let name, let value):
      guard isFieldName(name), let body = fieldBody(value) else { return false }
      return call(name, body) { smfi_addheader(context, $0, $1) }
    case .deleteRecipient(let address):
      guard isPlain(address) else { return false }
      return call("<\(address)>", "") { path, _ in smfi_delrcpt(context, path) }
    case .addRecipient(let path):
      guard isPlain(path.address), path.parameters.allSatisfy({ isPlain($0) && !$0.utf8.contains(0x20) }) else {
        return false
      }
      if path.parameters.isEmpty { return call("<\(path.address)>", "") { path, _ in smfi_addrcpt(context, path) } }
      return call("<\(path.address)>", path.parameters.joined(separator: " ")) { smfi_addrcpt_par(context, $0, $1) }
    }
  }

  private func call(
    _ first: String, _ second: String,
    _ function: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<CChar>) -> Int32
  ) -> Bool {
    // libmilter's signatures lack a const; it copies and does not write.
    first.withCString { one in
      second.withCString { two in
        function(UnsafeMutablePointer(mutating: one), UnsafeMutablePointer(mutating: two)) == MI_SUCCESS
      }
    }
  }

  /// RFC 5322 §2.2: printable ASCII but the colon.
  private func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
  }

  private func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }

  /// What follows the colon, in Postfix's form: leading space, folds as LF and white space. Nil if a line end could begin
  /// another field or the body, or if a NUL would end it.
  private func fieldBody(_ value: String) -> String? {
    var out: [UInt8] = []
    let bytes = Array(value.utf8)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0: return nil
      case 0x0D:
        guard index + 1 < bytes.count, bytes[index + 1] == 0x0A else { return nil }
      case 0x0A:
        guard index + 1 < bytes.count, bytes[index + 1] == 0x20 || bytes[index + 1] == 0x09 else { return nil }
        out.append(byte)
      default: out.append(byte)
      }
    }
    if let first = out.first, first == 0x20 || first == 0x09 || first == 0x0A {
      return String(decoding: out, as: UTF8.self)
    }
    return " " + String(decoding: out, as: UTF8.self)
  }
}
