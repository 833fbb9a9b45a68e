import Foundation

extension Settings.TextMessages {
  /// Reads `sms:`; nil where it is absent, and then no page and no command offers a text.
  static func read(
    _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
  ) throws(ConfigurationError) -> Settings.TextMessages? {
    guard let value else { return nil }
    var map = try value.map()
    let url = try Self.url(map.required("url"))
    let (json, form) = (map.optional("json"), map.optional("form"))
    var used = Used()
    let body: Body
    switch (json, form) {
    case (let json?, nil): body = .json(try Self.value(json, &used))
    case (nil, let form?): body = .form(try Self.fields(form, &used))
    default: throw value.error("say what the gateway is sent: 'json' or 'form', one of them")
    }
    let place = json ?? form ?? value
    guard used.has(.text) else {
      throw place.error("nothing carries the text: write {text} where the gateway takes it")
    }
    guard used.has(.number) || used.has(.digits) else {
      throw place.error("nothing carries the number: write {number}, or {digits} for one without its plus")
    }
    var it = Settings.TextMessages(url: url, body: body)
    if let method = map.optional("method") { it.method = try Self.method(method) }
    if let headers = map.optional("headers") { it.headers = try Self.headers(headers, &used) }
    let secret = map.optional("secret_file")
    it.secretFile = try path(secret)
    if let secret, !used.has(.secret) {
      throw secret.error("nothing uses the secret: write {secret} in a header or in the body")
    }
    if secret == nil, used.has(.secret) {
      throw value.error("{secret} stands for what a file holds: name the file as 'secret_file'")
    }
    it.caFile = try path(map.optional("ca_file"))
    if let taken = map.optional("taken") {
      it.taken = []
      for status in try taken.list() { it.taken.insert(try status.int(in: 200...299)) }
      guard !it.taken.isEmpty else { throw taken.error("at least one status is needed, like 200") }
    }
    // systemd lets the console have 30 seconds to end.
    if let timeout = map.optional("timeout") { it.timeoutSeconds = try timeout.seconds(in: 1...25) }
    if let most = map.optional("per_sender_a_day") { it.perSenderADay = try most.int(in: 1...200) }
    if let countries = map.optional("countries") { it.countries = try Self.countries(countries) }
    try map.finish()
    return it
  }

  /// Which placeholders were met.
  private struct Used {
    private var found: Set<Placeholder> = []

    func has(_ placeholder: Placeholder) -> Bool { found.contains(placeholder) }

    mutating func take(
      _ text: String, at place: YAMLValue, among allowed: [Placeholder] = Placeholder.allCases
    ) throws(ConfigurationError) {
      for match in text.matches(of: #/\{(?<name>[A-Za-z_]+)\}/#) {
        guard let it = allowed.first(where: { $0.rawValue == match.name }) else {
          throw place.error(place.unknown(String(match.name), among: allowed.map(\.rawValue)))
        }
        found.insert(it)
      }
    }
  }

  private static func url(_ value: YAMLValue) throws(ConfigurationError) -> URL {
    let text = try value.string()
    guard let url = URL(string: text), let host = url.host(), !host.isEmpty, url.fragment() == nil,
      ["http", "https"].contains(url.scheme)
    else { throw value.error("'\(text)' is no address: write it like https://gateway.example/v1/messages") }
    guard url.user() == nil, url.password() == nil, !text.contains("{") else {
      throw value.error("an address stands in logs on its way: put secret, number and text into 'headers' or the body")
    }
    guard url.scheme == "https" || ["127.0.0.1", "localhost", "::1"].contains(host) else {
      throw value.error("passwords do not cross a network in clear: write https://")
    }
    return url
  }

  private static func method(_ value: YAMLValue) throws(ConfigurationError) -> Method {
    guard try value.string().uppercased() != "GET" else {
      throw value.error("GET would put the password into an address, which stands in logs: use POST or PUT")
    }
    return try value.oneOf()
  }

  /// What the client writes itself.
  private static let own: Set<String> = ["host", "content-type", "content-length", "transfer-encoding", "connection"]

  private static func headers(_ value: YAMLValue, _ used: inout Used) throws(ConfigurationError) -> [String: String] {
    var map = try value.map()
    var headers: [String: String] = [:]
    for (name, value) in map.all() {
      let text = try value.string()
      // RFC 9110 §5.6.2.
      guard name.wholeMatch(of: #/[A-Za-z0-9!#$%&'*+.^_`|~-]+/#) != nil else {
        throw value.error("'\(name)' is no name of a header")
      }
      guard !own.contains(name.lowercased()) else { throw value.error("Postern writes '\(name)' itself: leave it out") }
      guard text.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }) else {
        throw value.error("a header holds plain letters on one line")
      }
      try used.take(text, at: value, among: [.secret])
      if name.lowercased() == "authorization", !text.contains(Placeholder.secret.words) {
        throw value.error("a secret stands in no configuration: write {secret}, and put it into 'secret_file'")
      }
      headers[name] = text
    }
    return headers
  }

  private static func fields(_ value: YAMLValue, _ used: inout Used) throws(ConfigurationError) -> [Field] {
    var map = try value.map()
    var fields: [Field] = []
    for (name, value) in map.all() {
      let text = try value.string()
      try used.take(text, at: value)
      fields.append(Field(name, text))
    }
    return fields
  }

  private static func value(_ value: YAMLValue, _ used: inout Used) throws(ConfigurationError) -> Value {
    if value.isMap {
      var map = try value.map()
      var object: [String: Value] = [:]
      for (name, value) in map.all() { object[name] = try Self.value(value, &used) }
      return .object(object)
    }
    if value.isList {
      var list: [Value] = []
      for item in try value.list() { list.append(try Self.value(item, &used)) }
      return .list(list)
    }
    let text = try value.string()
    if value.isPlain, let plain = Self.plain(text) { return plain }
    try used.take(text, at: value)
    return .text(text)
  }

  /// What JSON has other words for than texts (RFC 8259 §3, §6). Nothing else is meant: "NO" is Norway, "044" a prefix.
  private static func plain(_ text: String) -> Value? {
    switch text {
    case "true": .flag(true)
    case "false": .flag(false)
    case "null": .nothing
    default:
      if text.wholeMatch(of: #/-?(0|[1-9][0-9]*)/#) != nil, let number = Int(text) {
        .whole(number)
      } else if text.wholeMatch(of: #/-?(0|[1-9][0-9]*)\.[0-9]+/#) != nil, let number = Double(text) {
        .number(number)
      } else {
        nil
      }
    }
  }

  private static func countries(_ value: YAMLValue) throws(ConfigurationError) -> Set<String> {
    let known = Set(Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 })
    var countries: Set<String> = []
    for item in try value.list() {
      let code = try item.string()
      guard code != "UK" else { throw item.error("'UK' is no code of a country: the United Kingdom is GB") }
      guard known.contains(code) else {
        throw item.error("'\(code)' is no code of a country: write two capital letters, like GB or IE")
      }
      countries.insert(code)
    }
    guard !countries.isEmpty else { throw value.error("at least one country is needed, like GB") }
    return countries
  }
}
