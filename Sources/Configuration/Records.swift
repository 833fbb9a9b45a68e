/// How the school's records are imported, where they are kept, and when they are too old to rest on.
public struct Records: Sendable, Equatable {
  /// The file that says what `postern people import` reads; nil for the files that `people` names.
  public var plan: String?
  /// The folder of the imported records, which are sealed.
  public var store: String
  /// After so many days the records count as stale; nil where nothing was said: then imported ones do after
  /// `usualStaleDays`, and files that the filter reads itself never do.
  public var staleDays: Int?

  public static let usualStaleDays = 3

  public init(plan: String? = nil, store: String, staleDays: Int? = nil) {
    self.plan = plan
    self.store = store
    self.staleDays = staleDays
  }

  /// - Parameter state: the state folder, in which the records are kept where nothing else is said.
  static func read(
    _ value: YAMLValue?, state: String, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> Records {
    var records = Records(store: state + "/people")
    guard var map = try value?.map() else { return records }
    records.plan = try path(map.optional("import"))
    if let store = try path(map.optional("store")) { records.store = store }
    records.staleDays = try map.optional("stale_days")?.int(in: 1...365)
    return records
  }

  /// Marks the keys of this part of `people` as read.
  static func take(_ map: inout YAMLMap) {
    for key in ["import", "store", "stale_days"] { _ = map.optional(key) }
  }
}
