import Configuration
public import Paper
import Policy
import Quarantine

/// The register on paper.
public enum RegisterPapers {
  /// One record, with its whole history.
  public static func record(_ view: RegisterView, organisation: String, at time: Int64) -> PaperDocument {
    document("Breach record \(view.breach.id)", view, organisation, time, blocks(view, at: time))
  }

  /// The answers to what the Commissioner asks.
  public static func questions(
    _ questions: ICOQuestions, _ view: RegisterView, organisation: String, at time: Int64
  ) -> PaperDocument {
    document(
      "Report to the Information Commissioner's Office, \(view.breach.id)", view, organisation, time,
      questions.parts.flatMap { part in
        [.heading(part.title)] + part.answers.map { PaperDocument.Block.row($0.question, $0.text) }
      })
  }

  /// All records, one after the other; near misses as a list at the end.
  public static func register(
    _ views: [RegisterView], nearMisses: [RegisterView] = [], organisation: String, at time: Int64
  ) -> PaperDocument {
    let title = "Register of personal data breaches"
    var blocks: [PaperDocument.Block] = [
      .paragraph(
        "Kept under Article 33(5) of the UK GDPR. \(views.count == 1 ? "1 record" : "\(views.count) records"), "
          + "\(nearMisses.count == 1 ? "1 near miss" : "\(nearMisses.count) near misses").")
    ]
    for view in views { blocks += [.heading("Breach record \(view.breach.id)")] + self.blocks(view, at: time) }
    if !nearMisses.isEmpty {
      blocks.append(.heading("Near misses: held mail that did not go as it was"))
      blocks += nearMisses.map { view in
        .row(
          view.times.date(view.breach.openedAt),
          [view.breach.record.nearMiss?.rawValue ?? "", view.value(.what), view.value(.data)].filter { !$0.isEmpty }
            .joined(separator: " · "))
      }
    }
    return document(title, views.first ?? nearMisses.first, organisation, time, blocks)
  }

  private static func blocks(_ view: RegisterView, at time: Int64) -> [PaperDocument.Block] {
    var blocks = view.rows(at: time).map { PaperDocument.Block.row($0.name, $0.value) }
    let history = view.history
    if !history.isEmpty { blocks.append(.heading("What was done")) }
    for step in history {
      blocks.append(.row(view.times.words(step.time), "\(step.what), by \(step.by)\n\(step.text)"))
      for change in step.changes where !change.old.isEmpty {
        blocks.append(.row("", "\(change.field.title): before “\(change.old)”, since “\(change.new)”"))
      }
    }
    return blocks
  }

  private static func document(
    _ title: String, _ view: RegisterView?, _ organisation: String, _ time: Int64, _ blocks: [PaperDocument.Block]
  ) -> PaperDocument {
    let made = view?.times.words(time) ?? ""
    return PaperDocument(
      title: title, author: organisation, created: time, footer: "\(organisation) · confidential · \(title)",
      blocks: [.title(title), .remark("\(organisation)\(made.isEmpty ? "" : ", as of \(made)")")] + blocks)
  }
}
