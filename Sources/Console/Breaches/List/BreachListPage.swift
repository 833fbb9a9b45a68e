import Configuration
import Foundation
import Hummingbird
import Policy
import Quarantine
import Register

/// The register: open records, closed ones and near misses, each as this reader may see it; and what somebody reported.
struct BreachListPage: Sendable {
  let ground: Ground

  func add(to router: RouterGroup<ConsoleContext>) {
    router.get("breaches") { request, context in try await show(request, context) }
  }

  private struct Tab: Sendable {
    var label: String
    var path: String
    var isCurrent: Bool
  }

  private struct Values: Sendable {
    var showsRegister: Bool
    var keeps: Bool
    var tabs: [Tab]
    var part: String
    var partWords: String
    var isOpen: Bool
    var isNearMisses: Bool
    var isNarrow: Bool
    var filters: [FormField]
    var clearPath: String
    var total: String
    var rows: [BreachRow]
    var hasRows: Bool
    var hasSchools: Bool
    var own: [BreachRow]
    var hasOwn: Bool
    var pages: String
    var isPaged: Bool
    var previous: [String]
    var next: [String]
  }

  /// What a reader may see of the register, read once.
  private struct Seen: Sendable {
    var reader: Reader
    /// Of the part that is asked for.
    var views: [RegisterView]
    /// What they reported and see no more of.
    var own: [RegisterView]
    /// Whether there is anything that they work on.
    var hasRegister: Bool
  }

  private func show(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let visitor = try context.signedIn()
    let query = request.uri.queryParameters
    let filters = BreachFilters { query[$0[...]].map(String.init) }
    let ground = ground
    let now = ground.now()
    let seen = try await work { try read(filters, ground.reader(visitor), now: now) }
    let keeps = ground.book.looksAfterRegister(seen.reader)
    let found = seen.views.filter { filters.matches($0.breach, school: school($0.breach), at: now) }
      .sorted { Self.isBefore($0.breach, $1.breach) }
    let pages = max(1, (found.count + BreachFilters.pageSize - 1) / BreachFilters.pageSize)
    let page = min(filters.page, pages)
    let rows = found.dropFirst((page - 1) * BreachFilters.pageSize).prefix(BreachFilters.pageSize)
      .map { row($0, now) }
    let noun = filters.part == .nearMisses ? ("near miss", "near misses") : ("record", "records")
    let values = Values(
      showsRegister: keeps || seen.hasRegister, keeps: keeps,
      tabs: BreachFilters.Part.allCases.map {
        Tab(label: $0.words, path: filters.path($0), isCurrent: $0 == filters.part)
      }, part: filters.part.rawValue, partWords: filters.part.words, isOpen: filters.part == .open,
      isNearMisses: filters.part == .nearMisses, isNarrow: filters.isNarrow, filters: fields(filters),
      clearPath: "/breaches?part=\(filters.part.rawValue)",
      total: found.count == 1 ? "1 \(noun.0)" : "\(found.count) \(noun.1)", rows: rows, hasRows: !rows.isEmpty,
      hasSchools: hasSchools, own: seen.own.map { row($0, now) }, hasOwn: !seen.own.isEmpty,
      pages: "Page \(page) of \(pages)", isPaged: pages > 1,
      previous: page > 1 ? [filters.path(page: page - 1)] : [],
      next: page < pages ? [filters.path(page: page + 1)] : [])
    return ground.views.page("breaches/list", values, title: "Breaches", context)
  }

  /// Blocks.
  private func read(_ filters: BreachFilters, _ reader: Reader, now: Int64) throws -> Seen {
    let store = ground.store
    let all = try store.breaches(closedToo: true, visibleTo: reader.address).map { ground.view($0, for: reader) }
    let worked = all.filter(\.sight.mayWrite)
    let own = all.filter { $0.sight == .receipt }
    let views: [RegisterView]
    switch filters.part {
    case .open: views = worked.filter { $0.breach.closedAt == nil }
    case .closed: views = worked.filter { $0.breach.closedAt != nil }
    case .nearMisses:
      let since = filters.days == 0 ? nil : now - Int64(filters.days) * 86_400
      views = try store.nearMisses(since: since, visibleTo: reader.address).map { ground.view($0, for: reader) }
        .filter(\.sight.mayWrite)
    }
    return Seen(reader: reader, views: views, own: own, hasRegister: !worked.isEmpty || reader.isOfficer)
  }

  /// What is due first, first; then the newest.
  private static func isBefore(_ one: Breach, _ other: Breach) -> Bool {
    switch (one.clock, other.clock) {
    case (let a?, let b?) where a.deadline != b.deadline: return a.deadline < b.deadline
    case (_?, nil): return true
    case (nil, _?): return false
    default: return one.openedAt > other.openedAt
    }
  }

  private var hasSchools: Bool { ground.settings.organisation.schools.count > 1 }

  private func school(_ breach: Breach) -> String? { breach.school(in: ground.settings.organisation) }

  private func row(_ view: RegisterView, _ now: Int64) -> BreachRow {
    BreachRow(view, school: school(view.breach) ?? ground.settings.organisation.name, at: now)
  }

  private func fields(_ filters: BreachFilters) -> [FormField] {
    var fields: [FormField] = []
    if hasSchools {
      let schools = ground.settings.organisation.schools.map { (value: $0.name, label: $0.name) }
      fields.append(
        FormField("school", "School", .select, value: filters.school, options: [("", "All schools")] + schools))
    }
    let kinds = BreachType.allCases.map { (value: $0.rawValue, label: $0.title) }
    fields.append(
      FormField("how", "How it came about", .select, value: filters.how, options: [("", "Anything")] + kinds))
    if filters.part == .open {
      fields.append(FormField("clock", "The 72 hours", .select, value: filters.clock, options: BreachFilters.clocks))
    }
    if filters.part == .nearMisses {
      fields.append(FormField("days", "From", .select, value: "\(filters.days)", options: BreachFilters.ages))
    }
    return fields
  }
}
