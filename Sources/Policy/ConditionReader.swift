import Configuration
import Detection
import Extraction
import History
import MIME
import People

/// Reads conditions, and the named ones of `define:` when they are first asked for.
struct ConditionReader {
  private var definitions: [String: YAMLValue] = [:]
  private var names: [String] = []
  private var read: [String: Condition] = [:]
  /// Definitions that are being read now, to find those that go in circles.
  private var open: [String] = []
  private var slots: [FindingCondition: Int] = [:]

  init(definitions: YAMLMap?) {
    guard var map = definitions else { return }
    for (name, value) in map.all() {
      self.definitions[name] = value
      names.append(name)
    }
  }

  /// Checks the definitions that no rule uses, too.
  mutating func finish() throws(ConfigurationError) {
    for name in names where read[name] == nil {
      if let value = definitions[name] { _ = try define(name, at: value) }
    }
  }

  /// A mapping whose keys must all be true.
  mutating func read(_ value: YAMLValue) throws(ConfigurationError) -> Condition {
    var map = try value.map()
    guard !map.keys.isEmpty else { throw value.error("a condition is needed here: an empty one would always be true") }
    var all: [Condition] = []
    for item in try map.optional("is")?.list() ?? [] { all.append(try define(item.string(), at: item)) }
    if let it = map.optional("all") { all.append(.all(try several(it))) }
    if let it = map.optional("any") { all.append(.any(try several(it))) }
    if let it = map.optional("not") { all.append(.not(try read(it))) }
    if let it = map.optional("sender") { all.append(.sender(try sender(it))) }
    if let it = map.optional("recipient") { all.append(.recipient(try recipient(it))) }
    if let it = map.optional("visible") { all.append(.visible(try visible(it))) }
    if let it = map.optional("greeting") {
      var greeting = try it.map()
      all.append(.greeting(fits: try greeting.required("fits").bool()))
      try greeting.finish()
    }
    if let it = map.optional("guests") { all.append(.guests(try visible(it))) }
    if let it = map.optional("attachment") { all.append(.attachment(try attachment(it))) }
    if let it = map.optional("ambiguous") { all.append(.ambiguous(try set(it))) }
    if let it = map.optional("share_link") { all.append(.shareLink(try set(it))) }
    if let it = map.optional("inspection") { all.append(.inspection(try set(it))) }
    if let it = map.optional("submission") { all.append(.submission(try set(it))) }
    if let it = map.optional("bare_secret") { all.append(.bareSecret(try it.bool())) }
    if let it = map.optional("retraction") { all.append(.retraction(try it.bool())) }
    if let it = map.optional("asks_protection") { all.append(.asksProtection(try it.bool())) }
    if let it = map.optional("known_file") { all.append(.knownFile(try set(it))) }
    if let it = map.optional("records") {
      var records = try it.map()
      all.append(.records(isStale: try records.required("stale").bool()))
      try records.finish()
    }
    if let it = map.optional("finding") {
      let condition = try finding(it)
      let slot = slots[condition] ?? slots.count
      slots[condition] = slot
      all.append(.finding(condition, slot: slot))
    }
    try map.finish()
    if all.count == 1, let only = all.first { return only }
    return .all(all)
  }

  private mutating func several(_ value: YAMLValue) throws(ConfigurationError) -> [Condition] {
    var conditions: [Condition] = []
    for item in try value.list() { conditions.append(try read(item)) }
    guard !conditions.isEmpty else { throw value.error("at least one condition is needed here") }
    return conditions
  }

  private mutating func define(_ name: String, at place: YAMLValue) throws(ConfigurationError) -> Condition {
    if let condition = read[name] { return condition }
    guard let value = definitions[name] else { throw place.error(place.unknown(name, among: names)) }
    guard !open.contains(name) else {
      throw place.error("'\(name)' is defined by itself: \((open + [name]).joined(separator: " → "))")
    }
    open.append(name)
    let condition = try read(value)
    open.removeLast()
    read[name] = condition
    return condition
  }
}

extension ConditionReader {
  private func set<T: CaseIterable & RawRepresentable & Hashable>(_ value: YAMLValue?) throws(ConfigurationError)
    -> Set<T>
  where T.RawValue == String {
    guard let value else { return [] }
    var set: Set<T> = []
    for item in try value.list() { set.insert(try item.oneOf()) }
    guard !set.isEmpty else { throw value.error("at least one is needed here") }
    return set
  }

  private func sender(_ value: YAMLValue) throws(ConfigurationError) -> SenderCondition {
    var map = try value.map()
    let condition = SenderCondition(
      kinds: try set(map.optional("kind")), fromDiffers: try map.optional("from_differs")?.bool())
    try map.finish()
    return try meant(condition, unlike: SenderCondition(), value)
  }

  private func recipient(_ value: YAMLValue) throws(ConfigurationError) -> RecipientCondition {
    var map = try value.map()
    var condition = RecipientCondition(
      kinds: try set(map.optional("kind")),
      reaches: try set(map.optional("reaches")),
      isInternal: try map.optional("internal")?.bool(),
      privateOf: try set(map.optional("private_of")),
      isSender: try map.optional("sender")?.bool(),
      isKnown: try map.optional("known")?.bool(),
      hasSafeguardingRoute: try map.optional("safeguarding_route")?.bool(),
      resemblesKnown: try map.optional("resembles_known")?.bool(),
      isProtectedChannel: try map.optional("protected_channel")?.bool(),
      isList: try map.optional("list")?.bool(),
      members: try map.optional("members_at_least")?.int(in: 1...1_000_000),
      mayOpen: try set(map.optional("may_open")),
      hadLockedFile: try map.optional("had_locked_file")?.bool())
    condition.isRecorded = try map.optional("recorded")?.bool()
    condition.isFirst = try map.optional("first_time")?.bool()
    condition.isNewToSchool = try map.optional("new_to_school")?.bool()
    condition.joinsThread = try map.optional("joins_thread")?.bool()
    condition.takesBreachReports = try map.optional("breach_reports")?.bool()
    for item in try map.optional("near_usual")?.list() ?? [] {
      let word: LikenessWord = try item.oneOf()
      condition.nearUsual.insert(word.likeness)
    }
    try map.finish()
    return try meant(condition, unlike: RecipientCondition(), value)
  }

  private func visible(_ value: YAMLValue) throws(ConfigurationError) -> VisibleCondition {
    var map = try value.map()
    let condition = VisibleCondition(
      atLeast: try map.optional("at_least")?.int(in: 2...100_000),
      areApart: try map.optional("parents_apart")?.bool())
    try map.finish()
    return try meant(condition, unlike: VisibleCondition(), value)
  }

  private func attachment(_ value: YAMLValue) throws(ConfigurationError) -> AttachmentCondition {
    var map = try value.map()
    let condition = AttachmentCondition(
      isUnreadable: try map.optional("unreadable")?.bool(),
      isAttachment: try map.optional("attached")?.bool(),
      unreadableKinds: try set(map.optional("unreadable_kind")),
      protection: try set(map.optional("protection")),
      isMismatch: try map.optional("mismatch")?.bool(),
      types: try types(map.optional("type")),
      exceptTypes: try types(map.optional("except_type")))
    try map.finish()
    return try meant(condition, unlike: AttachmentCondition(), value)
  }

  private func types(_ value: YAMLValue?) throws(ConfigurationError) -> [String] {
    var types: [String] = []
    for item in try value?.list() ?? [] {
      let type = try item.string().lowercased()
      guard type.split(separator: "/", omittingEmptySubsequences: false).count == 2 else {
        throw item.error("'\(type)' is no media type: write it like application/pdf or image/*")
      }
      types.append(type)
    }
    return types
  }

  private func finding(_ value: YAMLValue) throws(ConfigurationError) -> FindingCondition {
    var map = try value.map()
    var condition = FindingCondition()
    condition.categories = try set(map.optional("category"))
    condition.identifiers = try set(map.optional("identifier"))
    condition.names = try map.optional("name")?.bool() ?? false
    condition.recognisers = Set(try map.optional("recogniser")?.strings() ?? [])
    condition.grade = try map.optional("grade")?.oneOf()
    condition.confidence = try map.optional("confidence")?.double(in: 0...1) ?? 0
    condition.about = try map.optional("about")?.oneOf()
    condition.isKnown = try map.optional("known")?.bool()
    condition.subjects = try set(map.optional("subjects"))
    condition.people = try map.optional("people_at_least")?.int(in: 1...1_000_000) ?? 1
    condition.isBeyondBulk = try map.optional("beyond_bulk")?.bool() ?? false
    condition.isGranted = try map.optional("granted")?.bool()
    condition.texts = try set(map.optional("in"))
    condition.isQuoted = try map.optional("quoted")?.bool()
    condition.isEarlier = try map.optional("earlier")?.bool()
    condition.isAttached = try map.optional("attached")?.bool()
    condition.hasChecksum = try map.optional("checksum")?.bool()
    let about = map.optional("about")
    try map.finish()
    if condition.about == .nobody, condition.isKnown != nil || !condition.subjects.isEmpty || condition.people > 1 {
      throw (about ?? value).error("'about: nobody' cannot go with 'known', 'subjects' or 'people_at_least'")
    }
    return try meant(condition, unlike: FindingCondition(), value)
  }

  private func meant<T: Equatable>(_ condition: T, unlike empty: T, _ value: YAMLValue) throws(ConfigurationError) -> T
  {
    guard condition != empty else { throw value.error("a condition is needed here: an empty one would always be true") }
    return condition
  }
}

/// The words of rule files.
private enum LikenessWord: String, CaseIterable {
  case spelling, name
  case firstName = "first_name"

  var likeness: Likeness {
    switch self {
    case .spelling: .spelling
    case .name: .name
    case .firstName: .firstName
    }
  }
}
