/// Sentences that only list people: "Hope Rivers, Sofia Kowalska and two more". What introduces them is about each.
struct NameLists {
  private(set) var sentences: Set<Int> = []

  /// So many of a hundred bytes are names.
  private static let share = 50

  init(_ run: ScannedRun) {
    guard !run.isTable else { return }
    var named: [Int: (count: Int, bytes: Int)] = [:]
    for mention in run.mentions where mention.counts && mention.form != .number {
      named[mention.sentence, default: (0, 0)].count += 1
      named[mention.sentence, default: (0, 0)].bytes += mention.range.count
    }
    for (number, names) in named {
      let sentence = run.sentences[number]
      guard sentence.zone == .body, names.bytes * 100 >= (sentence.end - sentence.start) * Self.share else { continue }
      if names.count > 1 || sentence.isItem { sentences.insert(number) }
    }
  }

  /// The lists that follow a sentence: at once, or behind one remark.
  func behind(_ number: Int, in run: ScannedRun) -> [Int] {
    var at = number + 1
    var remarks = 0
    while at < run.sentences.count, run.sentences[at].zone == .body, !sentences.contains(at), remarks < 2 {
      at += 1
      remarks += 1
    }
    var found: [Int] = []
    while at < run.sentences.count, sentences.contains(at) {
      found.append(at)
      at += 1
    }
    return found
  }
}
