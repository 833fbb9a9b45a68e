import Configuration
import Detection
import Foundation
import Policy
import Quarantine

/// What a list is asked to show, as its address says it. Nothing personal stands in it.
struct HeldFilters: Sendable, Hashable {
  var cabinet = ""
  var state = ""
  var school = ""
  var audience = ""
  var category = ""
  var rule = ""
  var age = ""
  var order = ""
  var onlyMine = false
  /// Stands for what is searched for; see `SearchShelf`.
  var search = ""
  /// From 1.
  var page = 1

  static let ages: [(value: String, label: String)] = [
    ("", "Any age"), ("new", "From the last 24 hours"), ("1", "Older than a day"), ("3", "Older than 3 days"),
    ("7", "Older than a week"),
  ]
  static let orders: [(value: String, label: String)] = [
    ("", "Newest first"), ("oldest", "Oldest first"), ("sender", "By sender"), ("subject", "By subject"),
  ]
  static let pageSize = 50

  init() {}

  /// - Parameter field: the value of a name; nil where it is missing.
  init(_ field: (String) -> String?) {
    cabinet = field("cabinet") ?? ""
    state = field("state") ?? ""
    school = field("school") ?? ""
    audience = field("audience") ?? ""
    category = field("category") ?? ""
    rule = field("rule") ?? ""
    age = field("age") ?? ""
    order = field("order") ?? ""
    onlyMine = field("mine") == "yes"
    search = field("search") ?? ""
    page = max(1, min(field("page").flatMap { Int($0) } ?? 1, 100_000))
  }

  /// Those that say something, in one order.
  var fields: [(name: String, value: String)] {
    [
      ("cabinet", cabinet), ("state", state), ("school", school), ("audience", audience), ("category", category),
      ("rule", rule), ("age", age), ("order", order), ("mine", onlyMine ? "yes" : ""), ("search", search),
    ].filter { !$0.1.isEmpty }
  }

  func path(page: Int = 1) -> String {
    let pairs = fields.map { "\($0.name)=\(Self.encoded($0.value))" } + (page > 1 ? ["page=\(page)"] : [])
    return pairs.isEmpty ? "/held" : "/held?" + pairs.joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", ".", "_"])) ?? ""
  }

  /// - Parameters:
  ///   - text: what is searched for.
  ///   - now: Unix time in seconds.
  func query(text: String, now: Int64) -> HeldQuery {
    var query = HeldQuery()
    if state == "ended" {
      query.states = [.released, .returned, .deleted]
    } else if let state = HeldState(rawValue: state) {
      query.states = [state]
    }
    if let cabinet = Cabinet(rawValue: cabinet) { query.cabinets = [cabinet] }
    if !school.isEmpty { query.school = school }
    if !audience.isEmpty { query.audiences = [audience] }
    if !category.isEmpty { query.categories = [category] }
    if !rule.isEmpty { query.rules = [rule] }
    if age == "new" {
      query.heldSince = now - 86_400
    } else if let days = Int64(age), (1...3_650).contains(days) {
      query.heldBefore = now - days * 86_400
    }
    query.order = HeldQuery.Order(rawValue: order) ?? .newest
    query.onlyMine = onlyMine
    query.text = text
    query.limit = Self.pageSize
    query.offset = (page - 1) * Self.pageSize
    return query
  }
}
