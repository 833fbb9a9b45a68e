import Glibc
import Spool

/// A `Reply` in the protocol's terms, for one message, at its end.
struct Answer {
  /// What the MTA is asked to do to the message, each checked; none where the message does not go on.
  let changes: [Change]
  let outcome: Outcome

  /// A change as it is sent: no string holds a NUL, and no line end that could begin something else.
  enum Change: Equatable {
    case addHeader(name: String, value: String)
    /// The index counts the MTA's own Received field as the first.
    case insertHeader(index: Int32, name: String, value: String)
    /// An empty value deletes the field.
    case changeHeader(index: Int32, name: String, value: String)
    /// The path in angle brackets; parameters by spaces, empty for none.
    case addRecipient(path: String, parameters: String)
    case deleteRecipient(path: String)

    /// What must have been agreed upon for it.
    var needs: MilterActions {
      switch self {
      case .addHeader, .insertHeader: .addHeaders
      case .changeHeader: .changeHeaders
      case .addRecipient(_, let parameters): parameters.isEmpty ? .addRecipients : .addRecipientsWithParameters
      case .deleteRecipient: .deleteRecipients
      }
    }
  }

  enum Outcome: Equatable {
    case accept
    case discard
    /// A refusal with a text of its own.
    case refuse(ReplyText)
    /// "Try again later", in the MTA's words.
    case later
  }

  /// Whatever cannot be carried out becomes a 4xx: mail waits, nothing leaves unseen.
  /// - Parameters:
  ///   - reply: nil stands for our own failure.
  ///   - allowed: what the MTA has agreed to do.
  ///   - refused: called with the number of the edit, from 1, and of how many, that cannot be carried out.
  init(_ reply: Reply?, allowed: MilterActions, refused: (Int, Int) -> Void) {
    switch reply {
    case .accept(let edits):
      var changes: [Change] = []
      for (index, edit) in edits.enumerated() {
        guard let change = Self.change(edit), allowed.contains(change.needs) else {
          refused(index + 1, edits.count)
          self.changes = []
          outcome = .later
          return
        }
        changes.append(change)
      }
      self.changes = changes
      outcome = .accept
      return
    case .discard: outcome = .discard
    case .reject(let text), .tempfail(let text): outcome = .refuse(text)
    case nil: outcome = .later
    }
    changes = []
  }

  private static func change(_ edit: Edit) -> Change? {
    switch edit {
    case .changeHeader(let name, let occurrence, let value):
      guard occurrence >= 1, let index = Int32(exactly: occurrence), isFieldName(name) else { return nil }
      // The protocol has no other way to say that a field goes.
      guard let value else { return .changeHeader(index: index, name: name, value: "") }
      return fieldBody(value).map { .changeHeader(index: index, name: name, value: $0) }
    case .insertHeader(let index, let name, let value):
      guard index >= 0, let place = Int32(exactly: index), place < Int32.max, isFieldName(name) else { return nil }
      return fieldBody(value).map { .insertHeader(index: place + 1, name: name, value: $0) }
    case .addHeader(let name, let value):
      guard isFieldName(name) else { return nil }
      return fieldBody(value).map { .addHeader(name: name, value: $0) }
    case .deleteRecipient(let address):
      return isPlain(address) ? .deleteRecipient(path: "<\(address)>") : nil
    case .addRecipient(let path):
      guard isPlain(path.address), path.parameters.allSatisfy({ isPlain($0) && !$0.utf8.contains(0x20) }) else {
        return nil
      }
      return .addRecipient(path: "<\(path.address)>", parameters: path.parameters.joined(separator: " "))
    }
  }

  /// RFC 5322 §2.2: printable ASCII but the colon.
  private static func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
  }

  private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }

  /// What follows the colon, in Postfix's form: leading space, folds as LF and white space. Nil if a line end could begin
  /// another field or the body, or if a NUL would end it.
  private static func fieldBody(_ value: String) -> String? {
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
