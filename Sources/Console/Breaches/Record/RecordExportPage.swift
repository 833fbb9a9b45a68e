import Configuration
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

/// Takes one record out as a file: for people, for a spreadsheet, or in the shape of what the ICO asks.
struct RecordExportPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("export") { _, context in
      Response.redirect(to: try await ground.breachVisit(context).path, type: .normal)
    }
    router.post("export") { request, context in try await export(request, context) }
  }

  private enum Kind: String, Sendable {
    case pdf, csv
    case icoText = "ico-text"
    case icoPDF = "ico-pdf"
  }

  private func export(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await Form.checked(request, context.signedIn())
    let visit = try await ground.breachToWorkOn(context)
    guard let kind = form["format"].flatMap({ Kind(rawValue: $0) }) else {
      throw ConsoleError.badRequest("Choose a PDF, a table, or the ICO’s questions.")
    }
    let ground = ground
    return try await work { try file(kind, visit, ground) }.response
  }

  /// Blocks.
  private func file(_ kind: Kind, _ visit: BreachVisit, _ ground: Ground) throws -> RegisterFile {
    try ground.store.auditExport(of: "\(visit.id)", as: kind.rawValue, by: visit.reader.address)
    let (view, name, now) = (visit.view, "\(visit.id)", ground.now())
    let organisation = ground.settings.organisation.name
    let officers = ground.settings.officers(ofSchool: visit.breach.school(in: ground.settings.organisation))
    let questions = ICOQuestions(view, contact: officers.addresses(in: .dataProtectionOfficer).first ?? "", at: now)
    switch kind {
    case .csv: return .csv(name, RegisterTable.csv([view], at: now))
    case .pdf: return try .pdf(name, RegisterPapers.record(view, organisation: organisation, at: now))
    case .icoText: return .text("\(name)-ico", questions.text)
    case .icoPDF:
      return try .pdf(
        "\(name)-ico", RegisterPapers.questions(questions, view, organisation: organisation, at: now))
    }
  }
}
