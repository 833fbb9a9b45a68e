public import Configuration
public import Quarantine

/// Writes to the compliance officers when an import of the school's records did not come to be.
public struct RecordsLetters: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let officers: [String]
  private let staleDays: Int

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    officers = settings.officers.addresses(of: .general)
    staleDays = settings.records.staleDays ?? Records.usualStaleDays
  }

  /// Puts the letters into the outbox; the same reason is told once a day.
  /// - Parameter reason: what is wrong, in words that name nobody.
  /// - Returns: how many officers are written to.
  public func tell(_ reason: String, wasRefused: Bool) throws(DeliveryError) -> Int {
    do {
      let day = SchoolCalendar.day(of: store.time)
      for officer in officers {
        let notice = writer.recordsNotImported(reason, wasRefused: wasRefused, staleDays: staleDays, to: officer)
        try store.queue(writer.draft(notice, purpose: "records \(day) \(officer) \(reason)"))
      }
      return officers.count
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}

extension NoticeWriter {
  /// To a compliance officer: the records are as they were.
  func recordsNotImported(_ reason: String, wasRefused: Bool, staleDays: Int, to officer: String) -> Notice {
    let paragraphs =
      [
        wasRefused
          ? "Last night's import of the school's records was not carried out, because so much would have changed that a person should look first."
          : "Last night's import of the school's records failed.",
        "The reason: \(reason)",
        "The email check goes on with the records that it has. When they are \(staleDays == 1 ? "a day" : "\(staleDays) days") old it trusts them less, and asks senders more often.",
        "To see what would change:", "  postern people check",
      ] + (wasRefused ? ["If that is right, as at the end of a school year:", "  postern people import --force"] : [])
      + [
        "This message was written by a computer; please do not answer it.", "  \(senderName)",
      ]
    return Notice(
      to: officer,
      subject: wasRefused
        ? "The school's records were not imported: please look" : "The import of the school's records failed",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
