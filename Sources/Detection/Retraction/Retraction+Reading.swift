public import Configuration

extension Retraction {
  /// The version of the file that this reads.
  private static let schema = 1

  /// Reads `retraction.yaml` in a folder of rules.
  /// - Throws: `ConfigurationError` with file, line and column at the first thing that is wrong.
  public static func load(folder: String) throws(ConfigurationError) -> Retraction {
    var map = try YAMLFile.read(folder + "/retraction.yaml")
    let schema = try map.required("schema")
    guard try schema.int() == self.schema else {
      throw schema.error("this Postern reads schema \(self.schema): write 'schema: \(self.schema)'")
    }
    let retraction = Retraction(
      phrases: try phrases(map.required("phrases")), subjects: try phrases(map.required("subjects")),
      unless: try phrases(map.required("unless")))
    try map.finish()
    return retraction
  }

  private static func phrases(_ value: YAMLValue) throws(ConfigurationError) -> [[Piece]] {
    var phrases: [[Piece]] = []
    for item in try value.list() {
      let text = try item.string()
      let pieces = text.split(separator: " ").flatMap { piece -> [Piece] in
        piece == "*" ? [.gap] : SaidWords(String(piece)).all.filter { !$0.isEmpty }.map { .word($0) }
      }
      guard case .word? = pieces.first, case .word? = pieces.last else {
        throw item.error("'\(text)' is no phrase: it begins and ends with a word")
      }
      phrases.append(pieces)
    }
    return phrases
  }
}
