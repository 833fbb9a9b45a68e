/// The words of all phrases in flat memory, for confirming an occurrence whose last word was found.
struct PhraseTable: Sendable {
  fileprivate struct Word: Sendable {
    var start: UInt32
    var length: UInt16
    var hasAnyEnding: Bool
  }

  /// A phrase that ends with a word.
  fileprivate struct Entry: Sendable {
    var expression: UInt32
    /// The words before the last one, the nearest first.
    var words: Range<UInt32>
    /// Also inside a longer word: "allerg*".
    var hasAnyEnding: Bool
    var isExact: Bool
    /// The last byte of the word before, by which most places are ruled out at once; 0 where there is none, or any
    /// ending will do.
    var before: UInt8
  }

  /// What is known of a last word.
  fileprivate struct Head: Sendable {
    var length: Int
    /// Its entries in the order of the rules: those that ask for no byte before it, and for each byte that some ask for,
    /// these and those.
    var unasked: Range<Int>
    var buckets: Range<Int>
    /// The bytes before it that any of its entries allows; all where an entry asks for none.
    var allowedBefore: ByteSet
  }

  fileprivate struct Bucket: Sendable {
    var before: UInt8
    var entries: Range<Int>
  }

  /// Each last word once, as its bytes stand in folded text, and whether a longer word will do.
  private(set) var lastWords: [SoughtWords.Sought] = []
  private var bytes: [UInt8] = []
  private var words: [Word] = []
  private var entries: [Entry] = []
  private var heads: [Head] = []
  private var buckets: [Bucket] = []

  init(_ expressions: [RuleExpression]) {
    var numbers: [[UInt8]: Int] = [:]
    var grouped: [[(expression: UInt32, phrase: Phrase)]] = []
    for (number, expression) in expressions.enumerated() {
      guard case .phrase(let phrase) = expression.matcher, let last = phrase.words.last else { continue }
      let word = numbers[last.bytes] ?? lastWords.count
      if word == lastWords.count {
        numbers[last.bytes] = word
        lastWords.append(SoughtWords.Sought(bytes: last.bytes, isOpen: false))
        grouped.append([])
      }
      if last.hasAnyEnding { lastWords[word].isOpen = true }
      grouped[word].append((UInt32(number), phrase))
    }
    for group in grouped { add(group) }
  }

  private mutating func add(_ group: [(expression: UInt32, phrase: Phrase)]) {
    var allowed = ByteSet()
    var own: [Entry] = []
    for (expression, phrase) in group {
      let start = UInt32(words.count)
      for word in phrase.words.dropLast().reversed() {
        words.append(
          Word(start: UInt32(bytes.count), length: UInt16(word.bytes.count), hasAnyEnding: word.hasAnyEnding))
        bytes += word.bytes
      }
      let nearest = phrase.words.dropLast().last
      let before = nearest?.hasAnyEnding == false ? nearest?.bytes.last ?? 0 : 0
      if before == 0 { allowed = ByteSet.all } else { allowed.insert(before) }
      own.append(
        Entry(
          expression: expression, words: start..<UInt32(words.count),
          hasAnyEnding: phrase.words.last?.hasAnyEnding == true, isExact: phrase.exact != nil, before: before))
    }
    func place(_ wanted: (Entry) -> Bool) -> Range<Int> {
      let first = entries.count
      entries += own.filter(wanted)
      return first..<entries.count
    }
    let unasked = place { $0.before == 0 }
    let first = buckets.count
    for before in Set(own.map(\.before)).sorted() where before != 0 {
      buckets.append(Bucket(before: before, entries: place { $0.before == 0 || $0.before == before }))
    }
    heads.append(
      Head(
        length: group.first?.phrase.words.last?.bytes.count ?? 0, unasked: unasked, buckets: first..<buckets.count,
        allowedBefore: allowed))
  }

  func withView<T>(_ body: (View) -> T) -> T {
    bytes.withUnsafeBufferPointer { bytes in
      words.withUnsafeBufferPointer { words in
        entries.withUnsafeBufferPointer { entries in
          heads.withUnsafeBufferPointer { heads in
            buckets.withUnsafeBufferPointer { buckets in
              body(View(bytes: bytes, words: words, entries: entries, heads: heads, buckets: buckets))
            }
          }
        }
      }
    }
  }
}

extension PhraseTable {
  /// The table's memory, for a loop over a text.
  struct View {
    fileprivate let bytes: UnsafeBufferPointer<UInt8>
    fileprivate let words: UnsafeBufferPointer<Word>
    fileprivate let entries: UnsafeBufferPointer<Entry>
    fileprivate let heads: UnsafeBufferPointer<Head>
    fileprivate let buckets: UnsafeBufferPointer<Bucket>

    /// Calls `body` for each phrase that ends with a last word's occurrence.
    @inline(__always) func forEach(
      _ word: Int, endingAt end: Int, in text: UnsafeBufferPointer<UInt8>,
      _ body: (_ expression: UInt32, _ range: Range<Int>, _ isExact: Bool) -> Void
    ) {
      let head = heads[word]
      let start = end - head.length
      guard !TextBytes.isWord(before: start, in: text) else { return }
      var gap = start
      while gap > 0, TextBytes.isPhraseSeparator(text[gap - 1]) { gap -= 1 }
      let last = gap > 0 ? text[gap - 1] : 0
      guard head.allowedBefore.contains(last) else { return }
      let isInside = TextBytes.isWord(at: end, in: text)
      var far = -1
      for number in candidates(head, last) {
        let entry = entries[number]
        guard entry.hasAnyEnding || !isInside, let first = self.first(entry, start, gap, text)
        else { continue }
        if entry.hasAnyEnding, far < 0 {
          far = end
          while far < text.count, TextBytes.isWord(at: far, in: text) { far += 1 }
        }
        body(entry.expression, first..<(entry.hasAnyEnding ? far : end), entry.isExact)
      }
    }

    @inline(__always) private func candidates(_ head: Head, _ before: UInt8) -> Range<Int> {
      for number in head.buckets where buckets[number].before == before { return buckets[number].entries }
      return head.unasked
    }

    /// Where a phrase begins whose last word begins at `start`; nil when its other words do not stand there.
    private func first(_ entry: Entry, _ start: Int, _ gap: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
      var found = start
      var at = gap
      for number in entry.words {
        let word = words[Int(number)]
        let length = Int(word.length)
        if word.hasAnyEnding {
          var begin = at
          while begin > 0, TextBytes.isWord(before: begin, in: text) { begin -= 1 }
          guard begin + length <= at, equal(word, text, begin) else { return nil }
          at = begin
        } else {
          let begin = at - length
          guard begin >= 0, equal(word, text, begin), !TextBytes.isWord(before: begin, in: text) else { return nil }
          at = begin
        }
        found = at
        while at > 0, TextBytes.isPhraseSeparator(text[at - 1]) { at -= 1 }
      }
      return found
    }

    private func equal(_ word: Word, _ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
      for offset in 0..<Int(word.length) where bytes[Int(word.start) + offset] != text[at + offset] { return false }
      return true
    }
  }
}
