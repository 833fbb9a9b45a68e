import CMilter
import CMilterReply
import Glibc
import Logging

/// Carries an `Answer` out by libmilter.
struct LibraryAnswer {
  let context: OpaquePointer?
  let logger: Logger

  /// - Returns: what the callback answers. Whatever cannot be carried out becomes a 4xx.
  func give(_ answer: Answer) -> sfsistat {
    for change in answer.changes where !apply(change) {
      logger.error("edit refused by libmilter")
      return sfsistat(SMFIS_TEMPFAIL)
    }
    return switch answer.outcome {
    case .accept: sfsistat(SMFIS_ACCEPT)
    case .discard: sfsistat(SMFIS_DISCARD)
    case .refuse(let text): say(text)
    case .later: sfsistat(SMFIS_TEMPFAIL)
    }
  }

  private func say(_ text: ReplyText) -> sfsistat {
    let lines = text.linesForMTA.map { strdup($0) }
    defer { for line in lines { free(line) } }
    let pointers = lines.map { UnsafePointer<CChar>($0) }
    let result = postern_setmlreply(context, "\(text.code)", text.enhancedCode, pointers, Int32(pointers.count))
    if result != MI_SUCCESS { logger.error("reply text refused", metadata: ["lines": "\(lines.count)"]) }
    return sfsistat(text.code < 500 ? SMFIS_TEMPFAIL : SMFIS_REJECT)
  }

  private func apply(_ change: Answer.Change) -> Bool {
    switch change {
    case .addHeader(let name, let value): call(name, value) { smfi_addheader(context, $0, $1) }
    case .insertHeader(let index, let name, let value): call(name, value) { smfi_insheader(context, index, $0, $1) }
    case .changeHeader(let index, let name, let value): call(name, value) { smfi_chgheader(context, $0, index, $1) }
    case .addRecipient(let path, ""): call(path, "") { path, _ in smfi_addrcpt(context, path) }
    case .addRecipient(let path, let parameters): call(path, parameters) { smfi_addrcpt_par(context, $0, $1) }
    case .deleteRecipient(let path): call(path, "") { path, _ in smfi_delrcpt(context, path) }
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
}
