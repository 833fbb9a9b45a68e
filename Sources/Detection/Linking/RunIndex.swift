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
  /// Numbers of mentions with title and surname, by paragraph.
  private(set) var titled: [Int: [Int]] = [:]
  /// Sentences that name a member of staff in full.
  private(set) var colleagues: Set<Int> = []
  /// Sentences with grave words that are meant of somebody.
  private(set) var grave: Set<Int> = []

  init(_ run: ScannedRun, _ people: PeopleTable) {
    for mention in run.mentions where mention.form == .full || mention.form == .preferred {
      if let one = mention.candidates.first, people.kind(of: one) == .staff { colleagues.insert(mention.sentence) }
    }
    for hit in run.identifiers { values[hit.sentence, default: []].append(hit.value) }
    for form in run.forms {
      forms[form.sentence, default: []].insert(form.hash)
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
