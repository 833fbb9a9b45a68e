import Extraction
import People

/// What stands in each sentence and paragraph of a run, so that a table of fifty thousand rows is not searched from its
/// beginning for each name in it.
struct RunIndex {
  /// Values of identifiers by sentence.
  private(set) var values: [Int: [String]] = [:]
  /// Forms and year groups by sentence, and by paragraph.
  private(set) var forms: [Int: Set<UInt64>] = [:]
  private(set) var paragraphForms: [Int: Set<UInt64>] = [:]
  /// Those of a sentence, with where each begins, so that one right behind a name can be told.
  private var formPlaces: [Int: [(hash: UInt64, start: Int)]] = [:]
  private let isTable: Bool
  /// Numbers of mentions with title and surname, by paragraph.
  private(set) var titled: [Int: [Int]] = [:]
  /// Sentences that name a member of staff in full.
  private(set) var colleagues: Set<Int> = []
  /// Sentences with grave words that are meant of somebody.
  private(set) var grave: Set<Int> = []

  /// From a name's end to the form in "Jack (9B)", "Jack Taylor from 9B", in bytes.
  private static let behindName = 12

  /// Forms and year groups that are said of somebody: right behind the name, or in the row of a table.
  func formsStated(of mention: Mention) -> [UInt64] {
    let places = formPlaces[mention.sentence] ?? []
    let reach = mention.range.upperBound..<(mention.range.upperBound + Self.behindName)
    return places.filter { isTable || reach.contains($0.start) }.map(\.hash)
  }

  init(_ run: ScannedRun, _ people: PeopleTable) {
    isTable = run.isTable
    for mention in run.mentions where mention.form == .full || mention.form == .preferred {
      if let one = mention.candidates.first, people.kind(of: one) == .staff { colleagues.insert(mention.sentence) }
    }
    for hit in run.identifiers { values[hit.sentence, default: []].append(hit.value) }
    for form in run.forms {
      forms[form.sentence, default: []].insert(form.hash)
      formPlaces[form.sentence, default: []].append((form.hash, form.start))
      paragraphForms[run.sentences[form.sentence].paragraph, default: []].insert(form.hash)
    }
    for number in run.mentions.indices where run.mentions[number].form == .titleSurname {
      titled[run.sentences[run.mentions[number].sentence].paragraph, default: []].append(number)
    }
    for term in run.terms where term.isSerious && !term.isNegated && !term.isHypothetical && !term.isGeneral {
      grave.insert(term.sentence)
    }
  }
}
