import Delivery
import Foundation
import Hummingbird
import Quarantine
import Register

/// One record: all of it for those who work on it, and a receipt for who reported it.
struct BreachRecordPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get { request, context in try await show(request, context) }
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visit = try await ground.breachVisit(context)
    let notice = Self.notice(request.uri.queryParameters["done"].map(String.init))
    guard visit.mayWrite else {
      return ground.views.page(
        "breaches/receipt", BreachReceiptView(visit, notice: notice, at: ground.now()), title: "\(visit.id)", context)
    }
    let letters = ground.breachLetters
    let written = try await work { try letters.written(about: visit.breach) }
    return ground.views.page(
      "breaches/record", BreachRecordView(visit, written, ground, notice: notice), title: "\(visit.id)", context)
  }

  private static func notice(_ done: String?) -> String {
    switch done {
    case "report": "Thank you. Your report is in the register, and those who look after it have a letter."
    case "opened": "The record is open."
    case "note": "Your note is in the record."
    case "correct": "The correction is in the record."
    case "assess": "The assessment is in the record."
    case "decide": "The decision is in the record."
    case "close": "The record is closed."
    default: ""
    }
  }
}

/// What somebody sees of their own report.
struct BreachReceiptView: Sendable {
  var reference: String
  var notice: String
  var hasNotice: Bool
  var isClosed: Bool
  var rows: [RecordRow]

  init(_ visit: BreachVisit, notice: String, at time: Int64) {
    reference = "\(visit.id)"
    (self.notice, hasNotice) = (notice, !notice.isEmpty)
    isClosed = visit.breach.closedAt != nil
    rows = visit.view.rows(at: time).filter { $0.name != "State" }.map { RecordRow($0.name, $0.value) }
  }
}

/// A line of a record's facts.
struct RecordRow: Sendable {
  var name: String
  var lines: [String]
  var isKnown: Bool
  /// Where it is put right; empty where it is not.
  var changePath: String
  var mayChange: Bool

  init(_ name: String, _ value: String, change: String = "") {
    self.name = name
    lines = value.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    isKnown = !value.isEmpty
    (changePath, mayChange) = (change, !change.isEmpty)
  }
}
