import Configuration
import Hummingbird
import Policy
import Quarantine

/// The log of disclosures: to the police, to data subjects, to others with a right to ask.
struct DisclosureListPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breaches/disclosures") { request, context in try await show(request, context) }
  }

  private struct Values: Sendable {
    var notice: String
    var hasNotice: Bool
    var rows: [Row]
    var hasRows: Bool
  }

  private struct Row: Sendable {
    var reference: String
    var givenAt: String
    var kind: String
    var askedBy: String
    var basis: String
    var given: String
    var about: String
    var hasAbout: Bool
    var enteredBy: String
    var enteredAt: String
    var corrected: String
    var isCorrection: Bool
    var correctPath: String

    init(_ disclosure: Disclosure) {
      let record = disclosure.record
      reference = "\(disclosure.id)"
      givenAt = BritishTime.british.words(record.givenAt)
      (kind, askedBy, basis, given) = (record.kind.title, record.askedBy, record.legalBasis, record.given)
      (about, hasAbout) = (record.about, !record.about.isEmpty)
      (enteredBy, enteredAt) = (disclosure.enteredBy, BritishTime.british.words(disclosure.enteredAt))
      (corrected, isCorrection) = (record.corrects ?? "", record.corrects != nil)
      correctPath = "/breaches/disclosures/new?corrects=\(disclosure.id)"
    }
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let reader = try await ground.keeper(context)
    let store = ground.store
    let rows = try await work { try store.disclosures(visibleTo: reader.address) }.map { Row($0) }
    let done = request.uri.queryParameters["done"].flatMap { DisclosureID(String($0)) }
    return ground.views.page(
      "breaches/disclosures",
      Values(
        notice: done.map { "The disclosure \($0) is logged." } ?? "", hasNotice: done != nil, rows: rows,
        hasRows: !rows.isEmpty), title: "Disclosures", context)
  }
}
