import Configuration
public import Foundation
import Policy
import Quarantine

/// The register as a table: a row for each record.
public enum RegisterTable {
  /// - Parameters:
  ///   - views: each as its reader may see it.
  ///   - time: by which the state of each is told; Unix time in seconds.
  /// - Returns: CSV in UTF-8.
  public static func csv(_ views: [RegisterView], at time: Int64) -> Data {
    var table = SpreadsheetText()
    table.add(
      ["Reference", "Opened", "Closed", "State", "Because", "Reported by", "Sender", "Subject", "Went to"]
        + fields.map(\.title) + ["Risk", "Decided on the ICO by", "Decided on the ICO", "Entries"])
    for view in views where view.sight >= .register { table.add(cells(view, at: time)) }
    return Data(table.text.utf8)
  }

  private static func cells(_ view: RegisterView, at time: Int64) -> [String] {
    let breach = view.breach
    let isWhole = view.sight == .whole
    var cells = [
      "\(breach.id)", view.times.sortable(breach.openedAt), breach.closedAt.map { view.times.sortable($0) } ?? "",
      view.state(at: time), breach.record.cause.words, breach.record.reportedBy ?? "",
      isWhole ? breach.record.sender : "", isWhole ? breach.record.subject : "",
      breach.record.recipients == 0 ? "" : "\(breach.record.recipients)",
    ]
    for field in fields {
      let time = field.kind == .time ? breach.account.time(field) : nil
      cells.append(time.map { view.times.sortable($0) } ?? view.value(field))
    }
    let decided = breach.account.said[.ico]
    cells.append(breach.account.risk?.rawValue ?? "")
    cells.append(decided?.by ?? "")
    cells.append(decided.map { view.times.sortable($0.time) } ?? "")
    cells.append("\(breach.entries.count)")
    return cells
  }

  private static var fields: [BreachField] { BreachField.allCases }
}
