public import Configuration
public import Quarantine

/// Opens breach records, and writes to the compliance officers of each.
public struct BreachLetters: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  /// The compliance officers' addresses.
  private let told: [String]
  /// Everybody who is an officer, or stands in for one: who may ask for a record.
  public let officers: [String]

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    told = settings.officers.addresses(of: .general)
    officers = settings.allOfficers.everybody
  }

  /// The record and its letters are stored together; none goes to whom it may not be known (D17).
  /// - Returns: nil where this message opened one already.
  public func open(_ record: BreachRecord) throws(QuarantineError) -> BreachID? {
    try store.openBreach(record) { id in
      try told.filter { !(record.hiddenFrom ?? []).contains($0) }.map { officer in
        try writer.draft(writer.breachOpened(record, id, to: officer), purpose: "breach \(id) \(officer)")
      }
    }
  }
}

extension NoticeWriter {
  /// To a compliance officer: somebody took a message back. It says how many have it, and nothing of whom or what.
  func breachOpened(_ record: BreachRecord, _ id: BreachID, to officer: String) -> Notice {
    let earlier =
      record.earlier.map { earlier in
        "The message that went wrong is most likely one of \(date(earlier.time)) to "
          + "\(earlier.recipients == 1 ? "one recipient" : "\(earlier.recipients) recipients")"
          + "\(earlier.files == 0 ? "" : earlier.files == 1 ? ", with a file" : ", with \(earlier.files) files")."
      } ?? "Which message that was could not be found out."
    let paragraphs = [
      "Somebody at the school has asked the recipients of an email to delete it or to disregard it. A record is open in the breach register.",
      earlier,
      "If it was a personal data breach that is likely to put people at risk, the Information Commissioner's Office has to be told within 72 hours of when you learned of it.",
      "To see it, add what you find out, and close it:",
      "  postern breach show \(id)\n  postern breach note \(id) \"...\"\n  postern breach close \(id) --reason \"...\"",
      "This message was written by a computer; please do not answer it.", "  \(senderName)",
    ]
    return Notice(
      to: officer, subject: "A breach record is open (\(id))",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
