extension Settings {
  /// Postfix's alias maps as text, whose lists are expanded.
  public struct AliasFiles: Sendable, Equatable {
    /// Files in the form of aliases(5).
    public var aliases: [String] = []
    /// Files in the form of virtual(5).
    public var virtual: [String] = []
    /// The domain of a bare name, Postfix's `myorigin`; nil for the first of the organisation.
    public var origin: String?

    public init() {}

    public var all: [String] { aliases + virtual }

    static func read(
      _ value: YAMLValue?, path: (YAMLValue?) throws(ConfigurationError) -> String?
    ) throws(ConfigurationError) -> AliasFiles {
      var files = AliasFiles()
      guard var map = try value?.map() else { return files }
      for item in try map.optional("aliases")?.list() ?? [] {
        if let file = try path(item) { files.aliases.append(file) }
      }
      for item in try map.optional("virtual")?.list() ?? [] {
        if let file = try path(item) { files.virtual.append(file) }
      }
      if let origin = map.optional("origin") {
        files.origin = try origin.string().lowercased()
        guard files.origin?.contains(".") == true, files.origin?.contains("@") == false else {
          throw origin.error("'\(try origin.string())' is no domain: write it like school.example")
        }
      }
      try map.finish()
      return files
    }
  }
}
