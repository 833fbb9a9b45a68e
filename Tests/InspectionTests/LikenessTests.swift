import Extraction
import Testing

@testable import Inspection

@Suite("Near-identical mail is known by its likeness")
struct LikenessTests {
  private func likeness(_ text: String, kind: TextKind = .visible, isQuoted: Bool = false) -> UInt64? {
    Likeness([ExtractedText(place: Place(words: "message"), kind: kind, isQuoted: isQuoted, content: .prose(text))])?
      .bits
  }

  private func distance(_ one: String, _ other: String) throws -> Int {
    (try #require(likeness(one)) ^ #require(likeness(other))).nonzeroBitCount
  }

  private func report(_ child: String, _ parent: String, mark: String, day: String, pronoun: String = "she") -> String {
    """
    Dear \(parent),

    I am writing to let you know how \(child) has done in mathematics this term. In the test of \(day), \(child) got
    \(mark) out of 60. As you know, \(pronoun) sits in the second set, and we look at all sets again after the holidays.
    Please sign the slip below and send it back to the office before the end of the week.

    With kind regards,
    T Ash
    """
  }

  @Test("letters of a mail merge with other names, marks, dates and pronouns are near one another")
  func merge() throws {
    let first = report("Amara", "Mrs Okafor", mark: "41", day: "Tuesday 3 November")
    for other in [
      report("Oliver Hart", "Karen Hart", mark: "7", day: "12/11/2026", pronoun: "he"),
      report("Zoë Łukasz", "Frau Łukasz", mark: "60", day: "Monday"),
      report("Élodie Anne van Dijk", "Mr and Mrs van Dijk", mark: "33.5", day: "3rd May"),
    ] { #expect(try distance(first, other) <= 8) }
  }

  private static let letters = [
    """
    The trip to the museum leaves at nine on Thursday. Please bring a packed lunch, a coat and a pen, and be at the gate
    ten minutes early, since the coach cannot wait there for long and we have a timed entry.
    """,
    """
    As you know the boiler has been out of order since the weekend. The engineer came this morning and says that a part
    has to be ordered, so that lessons in the lower block move to the hall until further notice.
    """,
    """
    Thank you for meeting us last week. We agreed that homework is to be shorter for the time being, that there is a quiet
    place at lunch, and that we look at how things go again after half term.
    """,
    """
    We have not had your reply about the school dinners yet. The account is behind by some weeks now; please pay what is
    owed online, or ring the office if you would like to spread it over the term.
    """,
  ]

  @Test("ordinary letters of one sender are not, with the same greeting and signature either", arguments: ["", "both"])
  func different(frame: String) throws {
    let (above, below) =
      frame.isEmpty ? ("", "") : ("Dear parents,\n\nI hope you are well.\n\n", "\n\nWith kind regards,\nTobias Ash\n")
    for (index, one) in Self.letters.enumerated() {
      for other in Self.letters[(index + 1)...] {
        #expect(try distance(above + one + below, above + other + below) > 16)
      }
    }
  }

  @Test("a text of fewer than twelve words has no likeness, and what is hidden, quoted or a name does not count")
  func tooShort() {
    let words = "one two three four five six seven eight nine ten eleven"
    #expect(likeness(words) == nil)
    #expect(likeness(words + " twelve") != nil)
    #expect(likeness(words + " Twelve 13 14th") == nil)
    #expect(likeness(words + " twelve", kind: .hidden) == nil)
    #expect(likeness(words + " twelve", isQuoted: true) == nil)
    #expect(Likeness([]) == nil)
  }

  @Test("only the first 64 Ki scalars are read")
  func bounded() {
    let long = String(repeating: "the same words once more and again, so that it is long enough ", count: 2_000)
    #expect(likeness(long) == likeness(long + "and something else altogether at the end of it"))
  }
}
