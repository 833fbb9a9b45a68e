import Hummingbird
import Quarantine

/// Whether the audit trail is whole: by itself, and by anchors that the journal and the daily letters hold.
struct AuditVerifyPage: Sendable {
  let ground: Ground

  private struct Values {
    var isChecked: Bool
    var isWhole: Bool
    var anchors: Int
    var hasAnchors: Bool
    var faults: [String]
    var heads: [Head]
    var error: String?
  }

  private struct Head {
    var writer: String
    var lines: Int64
    var time: String
    var anchor: String
  }

  func show(_ context: ConsoleContext) throws -> Response {
    try check(context)
    return try page(
      context,
      Values(
        isChecked: false, isWhole: false, anchors: 0, hasAnchors: false, faults: [], heads: try heads(), error: nil))
  }

  func verify(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    try check(context)
    let form = try await Form.checked(request, try context.signedIn())
    let text = form["anchors"] ?? ""
    let anchors = AuditHead.anchors(in: text)
    let isGiven = form.text("anchors") != nil
    if isGiven, anchors.isEmpty {
      return try page(
        context,
        Values(
          isChecked: false, isWhole: false, anchors: 0, hasAnchors: false, faults: [], heads: try heads(),
          error: "No anchor stands in what you gave: they begin with ‘postern-audit-anchor’."))
    }
    let store = ground.store
    let faults = try await work { try store.verifyAudit(anchors: anchors) }
    return try page(
      context,
      Values(
        isChecked: true, isWhole: faults.isEmpty, anchors: anchors.count, hasAnchors: !anchors.isEmpty,
        faults: faults.map { "\($0)" }, heads: try heads(), error: nil))
  }

  private func check(_ context: ConsoleContext) throws {
    guard try ground.rights(context).seesWholeTrail else {
      throw ConsoleError.notYours("an auditor, a compliance officer or the data protection officer")
    }
  }

  private func heads() throws -> [Head] {
    try ground.store.auditHeads().map { head in
      Head(writer: head.writer, lines: head.number, time: BritishDate.time(head.time), anchor: head.anchor)
    }
  }

  private func page(_ context: ConsoleContext, _ values: Values) throws -> Response {
    ground.views.page(
      "audit/verify", values, title: values.error == nil ? "Check the audit trail" : "Error: Check the audit trail",
      context, status: values.error == nil ? .ok : .badRequest)
  }
}
