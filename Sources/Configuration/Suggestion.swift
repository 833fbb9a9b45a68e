/// The one of `candidates` that a person most likely meant by `word`: at most a third of its letters differ
/// (Levenshtein distance), else nil.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let bound = max(1, word.count / 3)
  return candidates.map { ($0, distance(Array(word), Array($0))) }.filter { $0.1 <= bound }.min { $0.1 < $1.1 }?.0
}

private func distance(_ a: [Character], _ b: [Character]) -> Int {
  var previous = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var row = [i + 1]
    for (j, y) in b.enumerated() {
      row.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, row[j] + 1))
    }
    previous = row
  }
  return previous[b.count]
}
