import Configuration

extension PeopleReader {
  /// The categories of sensitive data in a row's `may_receive`; of a word that is none it is told, and it allows nothing.
  mutating func categories(_ row: RosterRow) -> [String] {
    let words = row["may_receive"].lowercased().items
    guard let categories else { return words }
    for word in words where !categories.contains(word) {
      let close = nearest(to: word, among: categories).map { "did you mean '\($0)'?" }
      warn(
        row,
        "may_receive: '\(word)' is no category and allows nothing: "
          + (close ?? "write \(categories.joined(separator: ", "))"), in: "may_receive")
    }
    return words
  }
}
