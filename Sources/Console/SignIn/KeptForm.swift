/// A form that came when its session had ended: what somebody typed is carried through the sign-in, and sent once they
/// say so. Nothing of it is kept on the server.
struct KeptForm: Sendable, Hashable {
  struct Field: Sendable, Hashable {
    var name: String
    var value: String
  }

  /// Where it was going: a path of the console.
  var path: String
  var fields: [Field]

  private static let pathName = "kept_path"
  private static let prefix = "kept:"

  init(path: String, _ form: Form) {
    self.path = path
    fields = form.fields.filter { $0.name != Form.tokenField && !Self.isSecret($0.name) }
      .map { Field(name: $0.name, value: $0.value) }
  }

  /// What a sign-in form carries; nil where it carries none.
  init?(carriedBy form: Form) {
    guard let path = form.text(Self.pathName), Self.isOwn(path) else { return nil }
    self.path = path
    fields = form.fields.filter { $0.name.hasPrefix(Self.prefix) }
      .map { Field(name: String($0.name.dropFirst(Self.prefix.count)), value: $0.value) }
  }

  /// The hidden fields by which a sign-in form carries it.
  var carried: [Field] {
    [Field(name: Self.pathName, value: path)]
      + fields.map { Field(name: Self.prefix + $0.name, value: $0.value) }
  }

  /// Whether a path leads to this console and nowhere else: no other host, no scheme, nothing that a browser reads as one.
  static func isOwn(_ path: String) -> Bool {
    path.hasPrefix("/") && !path.hasPrefix("//")
      && !path.unicodeScalars.contains { $0 == "\\" || $0.value < 0x21 || $0.value == 0x7F }
  }

  private static func isSecret(_ name: String) -> Bool { name.contains("password") || name.contains("code") }
}
