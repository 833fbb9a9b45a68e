/// "Aisha's epilepsy", "Tom (asthma)", "Oliver, who has epilepsy": the term belongs to the name right before it, whoever
/// else the sentence names.
enum Ownership {
  /// Between name and term stand so many bytes at most.
  private static let reach = 40

  static func assign(_ terms: inout [TermHit], _ mentions: [Mention], _ text: UnsafeBufferPointer<UInt8>) {
    guard !mentions.isEmpty else { return }
    var next = 0
    for number in terms.indices {
      let start = terms[number].range.lowerBound
      terms[number].owner = nil
      while next < mentions.count, mentions[next].range.upperBound <= start { next += 1 }
      guard next > 0 else { continue }
      let before = mentions[next - 1]
      let gap = before.range.upperBound..<start
      guard before.sentence == terms[number].sentence, gap.count <= reach, ties(gap, text) else { continue }
      terms[number].owner = next - 1
    }
  }

  private static func ties(_ gap: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if TextBytes.equal(text, gap.lowerBound, [0x27, 0x73, 0x20]) { return true }
    if TextBytes.equal(text, gap.lowerBound, [0xE2, 0x80, 0x99, 0x73, 0x20]) { return true }
    // "Tom (asthma)"; not "Tom (10F), who".
    if TextBytes.equal(text, gap.lowerBound, [0x20, 0x28]), !gap.contains(where: { text[$0] == 0x29 }) { return true }
    let who: [UInt8] = [0x77, 0x68, 0x6F]
    for at in gap where TextBytes.equal(text, at, who) && !TextBytes.isWord(before: at, in: text) {
      return at - gap.lowerBound <= 3
    }
    return false
  }
}
