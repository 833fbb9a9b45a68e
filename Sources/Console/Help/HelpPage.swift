import Configuration
import Hummingbird
import Policy

/// What the words of the console mean, and who may open what at this school.
struct HelpPage: Sendable {
  let ground: Ground

  private struct Values {
    var cabinets: [CabinetRow]
    var standIns: [StandInRow]
    var terms: [TermRow]
  }

  private struct CabinetRow {
    var name: String
    var openTo: String
  }

  private struct StandInRow {
    var role: String
    var others: String
  }

  private struct TermRow {
    var policy: String
    var here: String
  }

  func show(_ context: ConsoleContext) -> Response {
    let matrix = ground.matrix
    func labels(_ roles: [Role]) -> String { roles.map { matrix.label($0) }.joined(separator: ", ") }
    let values = Values(
      cabinets: Cabinet.allCases.map { cabinet in
        CabinetRow(name: cabinet.words, openTo: labels(matrix.cabinets[cabinet]?.openTo ?? []))
      },
      standIns: Role.allCases.compactMap { role in
        matrix.inPlaceOf[role].map { StandInRow(role: matrix.label(role), others: labels($0)) }
      },
      terms: terms(matrix))
    return ground.views.page("help", values, title: "Help", context)
  }

  /// The names that the policy gives to people.
  private func terms(_ matrix: RoleMatrix) -> [TermRow] {
    [
      TermRow(policy: "Data compliance officer", here: matrix.label(.complianceOfficer)),
      TermRow(
        policy: "Data lead", here: "\(matrix.label(.complianceOfficer)): each school's own, where schools have one each"
      ),
      TermRow(
        policy: "Data compliance controller",
        here: "\(matrix.label(.dataProtectionOfficer)): sees the breach register, and no content"),
      TermRow(policy: "Headteacher", here: matrix.label(.headteacher)),
      TermRow(policy: "Designated Safeguarding Lead (DSL)", here: matrix.label(.dsl)),
      TermRow(policy: "School Business Manager (SBM)", here: matrix.label(.sbm)),
    ]
  }
}
