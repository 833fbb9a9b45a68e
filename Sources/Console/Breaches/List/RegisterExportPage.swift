import Configuration
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

/// Takes the whole register out as a file, as far as its reader may see it. That stands on the audit trail before a byte of
/// it goes out.
struct RegisterExportPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breaches/export") { _, _ in Response.redirect(to: "/breaches", type: .normal) }
    router.post("breaches/export") { request, context in try await export(request, context) }
  }

  private enum Kind: String, Sendable {
    case pdf, csv
    case nearMisses = "near-misses-csv"
  }

  private func export(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let reader = try await ground.keeper(context)
    guard let kind = form["format"].flatMap({ Kind(rawValue: $0) }) else {
      throw ConsoleError.badRequest("Choose a PDF or a table.")
    }
    let ground = ground
    return try await work { try file(kind, for: reader, ground) }.response
  }

  /// Blocks.
  private func file(_ kind: Kind, for reader: Reader, _ ground: Ground) throws -> RegisterFile {
    let store = ground.store
    try store.auditExport(of: kind == .nearMisses ? "near misses" : "register", as: kind.rawValue, by: reader.address)
    func seen(_ breaches: [Breach]) -> [RegisterView] {
      breaches.map { ground.view($0, for: reader) }.filter(\.sight.mayWrite)
    }
    let now = ground.now()
    switch kind {
    case .nearMisses:
      return .csv("near-misses", RegisterTable.csv(seen(try store.nearMisses(visibleTo: reader.address)), at: now))
    case .csv:
      let views = seen(try store.breaches(closedToo: true, visibleTo: reader.address))
      return .csv("breach-register", RegisterTable.csv(views, at: now))
    case .pdf:
      let views = seen(try store.breaches(closedToo: true, visibleTo: reader.address))
      let misses = seen(try store.nearMisses(visibleTo: reader.address))
      return try .pdf(
        "breach-register",
        RegisterPapers.register(
          views, nearMisses: misses, organisation: ground.settings.organisation.name, at: now))
    }
  }
}
