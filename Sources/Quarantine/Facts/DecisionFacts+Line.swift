extension DecisionFacts {
  /// As JSON (RFC 8259) with sorted keys, which `Codable` reads again: what `JSONEncoder` writes, at a small part of its
  /// cost, since every message leaves such a line.
  var line: String {
    var json = JSONLine()
    json.object { json in
      json.pair("action", action)
      json.pair("actionIfEnforced", actionIfEnforced)
      json.key("ambiguities")
      json.list(ambiguities) { $0.string($1) }
      json.key("attachments")
      json.list(attachments) { json, attachment in
        json.object { json in
          json.pair("protection", attachment.protection)
          json.pair("type", attachment.type)
          if let unreadable = attachment.unreadable { json.pair("unreadable", unreadable) }
        }
      }
      json.pair("bypassed", bypassed)
      json.key("categories")
      json.list(categories) { json, category in
        json.object { json in
          json.pair("category", category.category)
          json.pair("confidence", category.confidence)
          json.pair("count", category.count)
          json.pair("grade", category.grade)
          json.pair("people", category.people)
        }
      }
      json.pair("conduct", conduct)
      if let failure { json.pair("failure", failure) }
      json.pair("identifiers", identifiers)
      json.pair("milliseconds", milliseconds)
      json.pair("people", people)
      json.pair("recipients", recipients)
      json.pair("reply", reply)
      json.pair("ruleSet", ruleSet)
      json.key("rules")
      json.list(rules) { json, rule in
        json.object { json in
          json.pair("id", rule.id)
          json.pair("mode", rule.mode)
        }
      }
      json.pair("schema", schema)
      if let school { json.pair("school", school) }
      json.pair("sender", sender)
      json.pair("staleRecords", staleRecords)
      json.pair("submission", submission)
      json.pair("time", Int(time))
      json.pair("visible", visible)
    }
    return json.text
  }
}

/// Writes one value after another.
private struct JSONLine {
  private(set) var text = ""
  private var isFirst = true

  init() { text.reserveCapacity(1_024) }

  mutating func object(_ content: (inout JSONLine) -> Void) {
    text += "{"
    isFirst = true
    content(&self)
    text += "}"
    isFirst = false
  }

  mutating func list<T>(_ values: [T], _ write: (inout JSONLine, T) -> Void) {
    text += "["
    isFirst = true
    for value in values {
      comma()
      write(&self, value)
    }
    text += "]"
    isFirst = false
  }

  mutating func key(_ name: String) {
    comma()
    string(name)
    text += ":"
  }

  mutating func pair(_ name: String, _ value: String, isQuoted: Bool = true) {
    key(name)
    if isQuoted { string(value) } else { text += value }
  }

  mutating func pair(_ name: String, _ value: Int) { pair(name, String(value), isQuoted: false) }

  /// Nil is left out.
  mutating func pair(_ name: String, _ value: Bool?) {
    if let value { pair(name, value ? "true" : "false", isQuoted: false) }
  }

  mutating func pair(_ name: String, _ values: [String: Int]) {
    key(name)
    object { json in
      for (name, value) in values.sorted(by: { $0.key < $1.key }) { json.pair(name, value) }
    }
  }

  /// RFC 8259 §7: quotation mark, reverse solidus and control characters are escaped.
  mutating func string(_ value: String) {
    text += "\""
    if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
      for scalar in value.unicodeScalars {
        switch scalar {
        case "\"", "\\": text += "\\\(scalar)"
        case ..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: text.unicodeScalars.append(scalar)
        }
      }
    } else {
      text += value
    }
    text += "\""
  }

  private mutating func comma() {
    if !isFirst { text += "," }
    isFirst = false
  }
}
