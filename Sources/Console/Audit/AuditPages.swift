import Foundation
import HTTPTypes
import Hummingbird
import Policy
import Quarantine

/// The audit trail: who did what, when and why; taken out as a file; and checked.
struct AuditPages: Sendable {
  let ground: Ground

  private static let linesOnAPage = 50
  /// More than a school writes in years.
  private static let mostExported = 1_000_000

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("audit") { request, context in try await list(request, context) }
    router.post("audit/export") { request, context in try await export(request, context) }
    let verifying = AuditVerifyPage(ground: ground)
    router.get("audit/verify") { _, context in try verifying.show(context) }
    router.post("audit/verify") { request, context in try await verifying.verify(request, context) }
  }

  private struct Values {
    var isWhole: Bool
    var problem: String?
    var since: String
    var until: String
    var actor: String
    var message: String
    var actions: [Choice]
    var hasRows: Bool
    var rows: [Row]
    var next: String?
  }

  private struct Choice {
    var word: String
    var words: String
    var isChosen: Bool
  }

  private struct Row {
    var time: String
    var action: String
    var actor: String
    // Not `message`: where it is nil, the template would take the filter's.
    var reference: String?
    var reason: String
  }

  private func list(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let rights = try ground.rights(context)
    let parameters = request.uri.queryParameters
    let query = AuditQuery { name in parameters[name[...]].map { String($0) } }
    let place = parameters["from"].flatMap { Int64($0) }
    let filter = query.filter.seen(by: rights)
    let store = ground.store
    let hasProblem = query.problem != nil
    let page = try await work { () -> AuditPage? in
      hasProblem
        ? nil : try store.audit(filter, from: place, limit: Self.linesOnAPage, visibleTo: rights.reader.addresses)
    }
    let lines = page?.lines ?? []
    let link = query.query
    let values = Values(
      isWhole: rights.seesWholeTrail, problem: query.problem, since: query.sinceDay, until: query.untilDay,
      actor: query.actor, message: query.message,
      actions: AuditAction.allCases.map { action in
        Choice(word: action.rawValue, words: action.words, isChosen: action.rawValue == query.action)
      },
      hasRows: !lines.isEmpty, rows: lines.map { row($0) },
      next: page?.next.map { "/audit?\(link.isEmpty ? "" : link + "&")from=\($0)" })
    return ground.views.page(
      "audit/list", values, title: "Audit trail", context, status: query.problem == nil ? .ok : .badRequest)
  }

  private func row(_ line: AuditLine) -> Row {
    Row(
      time: BritishDate.time(line.time), action: line.action.words, actor: line.actor ?? "erased by age",
      reference: line.held.map { "\($0)" }, reason: line.reason ?? "")
  }

  /// Stands on the trail before a byte of it goes out.
  private func export(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let form = try await Form.checked(request, visitor)
    let rights = try ground.rights(context)
    let query = AuditQuery { form[$0] }
    if let problem = query.problem { throw ConsoleError.badRequest(problem) }
    let isJSON = form["format"] == "json"
    let filter = query.filter.seen(by: rights)
    let store = ground.store
    let lines = try await work {
      let lines = try store.audit(filter, limit: Self.mostExported, visibleTo: rights.reader.addresses).lines
      try store.noteAuditExport(
        "\(lines.count) lines as \(isJSON ? "JSON" : "CSV"): \(query.words)", by: rights.address)
      return lines
    }
    let file = AuditFile(lines)
    return Response(
      status: .ok,
      headers: [
        .contentType: isJSON ? "application/json" : "text/csv; charset=utf-8",
        .contentDisposition: "attachment; filename=\"audit-trail.\(isJSON ? "json" : "csv")\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: try isJSON ? file.json() : file.csv())))
  }
}

extension AuditFilter {
  /// Who does not see the whole trail sees their own lines.
  func seen(by rights: Rights) -> AuditFilter {
    guard !rights.seesWholeTrail else { return self }
    var own = self
    // Another's name asks for lines that are not theirs: for none.
    if let actor, actor != rights.address { own.until = 0 }
    own.actor = rights.address
    return own
  }
}

extension AuditAction {
  var words: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
