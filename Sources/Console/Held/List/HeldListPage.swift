import Configuration
import Delivery
import Detection
import Foundation
import Hummingbird
import Policy
import Quarantine

/// The list of held mail: all of what is in one's cabinets, and that there is something in those of others.
struct HeldListPage: Sendable {
  let ground: Ground
  let searches: SearchShelf

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("held") { request, context in try await show(request, context) }
    router.post("held/search") { request, context in try await search(request, context) }
    router.get("held/counts") { _, context in try await counts(context) }
  }

  private struct Values {
    var counts: [CountLine]
    var hasCounts: Bool
    var search: String
    var text: String
    var isSearchLost: Bool
    var isFiltered: Bool
    var hidden: [Field]
    var cabinets: [Choice]
    var states: [Choice]
    var schools: [Choice]
    var hasSchools: Bool
    var audiences: [Choice]
    var categories: [Choice]
    var rules: [Choice]
    var ages: [Choice]
    var orders: [Choice]
    var onlyMine: Bool
    var total: String
    var rows: [HeldRowView]
    var hasRows: Bool
    var hasBoxes: Bool
    var pages: String
    var isPaged: Bool
    var previous: [Field]
    var next: [Field]
  }

  struct Choice: Sendable {
    var value: String
    var label: String
    var isChosen: Bool
  }

  /// A hidden field; or a link: its words and where it goes.
  struct Field: Sendable {
    var name: String
    var value: String
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let query = request.uri.queryParameters
    let filters = HeldFilters { query[$0[...]].map(String.init) }
    let found = filters.search.isEmpty ? nil : searches.text(filters.search, session: visitor.session)
    let ground = ground
    let now = ground.now()
    let (reader, page, counts, rules) = try await work {
      let reader = try ground.reader(visitor)
      return (
        reader, try ground.index.page(filters.query(text: found ?? "", now: now), for: reader, by: ground.book),
        try ground.index.counts(for: reader, by: ground.book),
        try ground.index.rules(seenBy: reader, by: ground.book)
      )
    }
    let pages = max(1, (page.total + HeldFilters.pageSize - 1) / HeldFilters.pageSize)
    let rows = page.lines.map { HeldRowView($0, reader, ground, now: now) }
    var kept = filters
    kept.search = ""
    let values = Values(
      counts: counts.map { CountLine($0) }, hasCounts: !counts.isEmpty, search: filters.search, text: found ?? "",
      isSearchLost: !filters.search.isEmpty && found == nil, isFiltered: !filters.fields.isEmpty,
      hidden: kept.fields.map { Field(name: $0.name, value: $0.value) },
      cabinets: choices("All cabinets", Cabinet.allCases.map { ($0.rawValue, $0.words) }, filters.cabinet),
      states: choices(
        "Not ended", HeldState.allCases.map { ($0.rawValue, $0.words) } + [("ended", "All that have ended")],
        filters.state),
      schools: choices(
        "All schools", ground.settings.organisation.schools.map { ($0.name, $0.name) }, filters.school),
      hasSchools: ground.settings.organisation.schools.count > 1,
      audiences: choices("Anybody", AudienceKind.allCases.map { ($0.rawValue, $0.label) }, filters.audience),
      categories: choices(
        "All kinds of data", Detection.Category.allCases.map { ($0.rawValue, $0.label) }, filters.category),
      rules: choices("All rules", rules.map { ($0, $0) }, filters.rule),
      ages: HeldFilters.ages.map { Choice(value: $0.value, label: $0.label, isChosen: $0.value == filters.age) },
      orders: HeldFilters.orders.map {
        Choice(value: $0.value, label: $0.label, isChosen: $0.value == filters.order)
      },
      onlyMine: filters.onlyMine,
      total: page.total == 1 ? "1 message" : "\(page.total) messages", rows: rows, hasRows: !rows.isEmpty,
      hasBoxes: rows.contains { $0.hasBox }, pages: "Page \(filters.page) of \(pages)", isPaged: pages > 1,
      previous: filters.page > 1
        ? [Field(name: "Previous page", value: filters.path(page: min(filters.page - 1, pages)))] : [],
      next: filters.page < pages ? [Field(name: "Next page", value: filters.path(page: filters.page + 1))] : [])
    return ground.views.page("held/list", values, title: "Held mail", context)
  }

  private func choices(_ all: String, _ options: [(String, String)], _ chosen: String) -> [Choice] {
    [Choice(value: "", label: all, isChosen: chosen.isEmpty)]
      + options.map { Choice(value: $0.0, label: $0.1, isChosen: $0.0 == chosen) }
  }

  /// What is searched for stands in no address.
  private func search(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let form = try await Form.checked(request, visitor)
    var filters = HeldFilters { form[$0] }
    filters.page = 1
    filters.search = form.text("text").map { searches.put($0, session: visitor.session) } ?? ""
    return .redirect(to: filters.path(), type: .normal)
  }

  private struct Counts {
    var counts: [CountLine]
  }

  private func counts(_ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let ground = ground
    let counts = try await work { try ground.index.counts(for: ground.reader(visitor), by: ground.book) }
    return ground.views.piece("held/counts", Counts(counts: counts.map { CountLine($0) }), context)
  }

  struct CountLine: Sendable {
    var cabinet: String
    var path: String
    var number: String
    var isFew: Bool
    var words: String
    var isMine: Bool

    init(_ count: CabinetCount) {
      cabinet = count.cabinet.words
      path = "/held?cabinet=\(count.cabinet.rawValue)"
      isFew = count.waiting == nil
      number = count.waiting.map { "\($0)" } ?? "fewer than 5"
      words = count.waiting == 1 ? "waits" : "wait"
      isMine = count.isMine
    }
  }
}
