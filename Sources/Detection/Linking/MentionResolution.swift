import Extraction
import People

/// Settles whom mentions mean, from the message as a whole: full names elsewhere, forms, dates of birth, and whose
/// guardians are written to. What stays open is said to be ambiguous, never guessed.
struct MentionResolution {
  let people: PeopleTable
  /// The sender and the recipients.
  let correspondents: Set<PersonNumber>
  /// Children of the guardians among the recipients; empty when they are too many to tell.
  let wards: Set<PersonNumber>
  /// Children of somebody who is greeted though none of the recipients bears that name: the letter may have gone astray.
  private var greetedWards: Set<PersonNumber> = []
  private let areRecipientsGuardians: Bool
  private var established: Set<PersonNumber> = []
  /// Parents, carers, brothers and sisters of the established.
  private var relatives: Set<PersonNumber> = []
  /// Forms and year groups that the message names.
  private var forms: Set<UInt64> = []
  private var support = Bearers.Support()
  /// By the key of a name, as far as the established are known.
  private var bearers: [UInt64: Bearers] = [:]
  /// Of the run at hand: who bears a name and is in one of its forms, and the only one of its year groups.
  private var ofForms: [UInt64: (inForm: [PersonNumber], inYear: PersonNumber?)] = [:]

  /// Alternatives that are listed at most.
  private static let shown = 10

  init(people: PeopleTable, circle: Circle) {
    self.people = people
    correspondents = circle.people
    wards = circle.wards
    areRecipientsGuardians = circle.areRecipientsGuardians
  }

  mutating func resolve(_ runs: inout [ScannedRun]) {
    for number in runs.indices { settleStrong(&runs[number]) }
    for run in runs {
      forms.formUnion(run.forms.map(\.hash))
      if areRecipientsGuardians { for mention in run.mentions { readGreeting(mention) } }
    }
    // Initials and form may establish whose mother, brother or "Saima" is meant: so twice.
    for _ in 0..<2 {
      establish(runs)
      support = Bearers.Support(
        greetedWards: greetedWards, known: established.union(correspondents), wards: wards, relatives: relatives)
      bearers = [:]
      for number in runs.indices { settleRest(&runs[number]) }
    }
    for number in runs.indices {
      settleTitles(&runs[number])
      nameKin(&runs[number])
    }
  }

  /// "her son Oliver", whom the records do not have.
  private func nameKin(_ run: inout ScannedRun) {
    let isInPart = Self.isInPart(run)
    for number in run.mentions.indices {
      guard let name = run.mentions[number].kinName, !run.mentions[number].isResolved else { continue }
      run.mentions[number].form = .unrecorded
      run.mentions[number].name = name
      run.mentions[number].isResolved = true
      mark(&run.mentions[number], isInPart: isInPart)
    }
  }

  private mutating func establish(_ runs: [ScannedRun]) {
    for run in runs {
      for mention in run.mentions where mention.isResolved && mention.candidates.count == 1 {
        let person = mention.candidates[0]
        guard established.insert(person).inserted else { continue }
        relatives.formUnion(people.isChild(person) ? people.family(of: person) : Set(people.children(of: person)))
      }
    }
  }

  private mutating func readGreeting(_ mention: Mention) {
    guard mention.zone == .greeting, mention.form == .titleSurname || mention.form == .full,
      correspondents.isDisjoint(with: mention.candidates)
    else { return }
    for person in mention.candidates { greetedWards.formUnion(people.children(of: person)) }
  }

  /// "Mrs Price's card for Tahlia": the Mrs Price who is Tahlia's mother.
  private func settleTitles(_ run: inout ScannedRun) {
    let settled = Set(run.mentions.filter { $0.counts && $0.candidates.count == 1 }.map { $0.candidates[0] })
    for number in run.mentions.indices where run.mentions[number].isAmbiguous {
      if let one = only(
        run.mentions[number].candidates, where: { !settled.isDisjoint(with: people.children(of: $0)) })
      {
        run.mentions[number].candidates = [one]
      }
    }
  }

  /// Two pupils of one name: the form, the date of birth, or the guardian who is written to tells them apart.
  private func settleStrong(_ run: inout ScannedRun) {
    guard run.mentions.contains(where: \.isAmbiguous) else { return }
    let index = RunIndex(run, people)
    for number in run.mentions.indices where run.mentions[number].isAmbiguous {
      let mention = run.mentions[number]
      run.mentions[number].candidates = narrowed(
        mention.candidates, mention, index, paragraph: run.sentences[mention.sentence].paragraph)
    }
  }

  private func narrowed(
    _ candidates: [PersonNumber], _ mention: Mention, _ index: RunIndex, paragraph: Int
  ) -> [PersonNumber] {
    let stated = statedForm(candidates, index.formsStated(of: mention))
    if let one = only(candidates, where: { wards.contains($0) }), stated == nil || stated == one { return [one] }
    let born = Set((index.values[mention.sentence] ?? []).flatMap(bornOn))
    if let one = only(candidates, where: { born.contains($0) }) { return [one] }
    for hashes in [index.forms[mention.sentence], index.paragraphForms[paragraph]].compactMap({ $0 }) {
      if let one = only(candidates, where: { hashes.contains(people.formHash(of: $0)) }) { return [one] }
      if let one = only(candidates, where: { hashes.contains(people.yearHash(of: $0)) }) { return [one] }
    }
    if mention.form == .titleSurname {
      if let one = only(candidates, where: { correspondents.contains($0) }) { return [one] }
    }
    return candidates
  }

  /// "Jack (9B)" to the mother of Jack in 10A is the other one: the only bearer whose form stands right behind the name.
  private func statedForm(_ candidates: [PersonNumber], _ forms: [UInt64]) -> PersonNumber? {
    guard !forms.isEmpty else { return nil }
    return only(candidates) { people.formHash(of: $0) != 0 && forms.contains(people.formHash(of: $0)) }
  }

  private func bornOn(_ value: String) -> [PersonNumber] {
    guard value.utf8.count == 10, let day = People.CalendarDate(value) else { return [] }
    return people.people(bornOn: day)
  }

  private func only(_ candidates: [PersonNumber], where fits: (PersonNumber) -> Bool) -> PersonNumber? {
    var found: PersonNumber?
    for person in candidates where fits(person) {
      if found != nil { return nil }
      found = person
    }
    return found
  }

  private mutating func settleRest(_ run: inout ScannedRun) {
    let formsOfRun = Set(run.forms.map(\.hash))
    let isInPart = Self.isInPart(run)
    ofForms = [:]
    let index = run.mentions.contains { !$0.isResolved } ? RunIndex(run, people) : nil
    for number in run.mentions.indices {
      if run.mentions[number].isResolved, run.mentions[number].isAmbiguous {
        if let one = only(run.mentions[number].candidates, where: { established.contains($0) }) {
          run.mentions[number].candidates = [one]
        }
      }
      if !run.mentions[number].isResolved, let index {
        let candidates = supported(run.mentions[number], run, index, formsOfRun)
        run.mentions[number].candidates = Array(candidates.prefix(Self.shown))
        run.mentions[number].isResolved = !candidates.isEmpty
      }
      if run.kind == .header { run.mentions[number].isCorrespondent = true }
      mark(&run.mentions[number], isInPart: isInPart)
    }
  }

  /// A name of less than two words means somebody only with support.
  private mutating func supported(
    _ mention: Mention, _ run: ScannedRun, _ index: RunIndex, _ formsOfRun: Set<UInt64>
  ) -> [PersonNumber] {
    let bearers = bearers(of: mention.key)
    if mention.form == .initials {
      let hashes = index.forms[mention.sentence] ?? []
      return hashes.isEmpty ? [] : bearers.all.filter { isOf($0, hashes) }
    }
    if let one = statedForm(bearers.all, index.formsStated(of: mention)) { return [one] }
    if bearers.greeted.count == 1,
      !bearers.areWardsAmong || forms.contains(people.formHash(of: bearers.greeted[0]))
    {
      return bearers.greeted
    }
    if !bearers.known.isEmpty { return bearers.known }
    if let one = bearers.ward ?? bearers.relative { return [one] }
    if mention.zone == .greeting, let one = bearers.colleague { return [one] }
    let titled = childrenOfTitled(near: mention, run, index)
    if !titled.isEmpty, let one = only(bearers.all, where: { titled.contains($0) }) { return [one] }
    if !formsOfRun.isEmpty {
      let those = ofForms(bearers.all, mention.key, formsOfRun)
      if !those.inForm.isEmpty { return those.inForm }
      if let one = those.inYear { return [one] }
    }
    return bySeriousWords(bearers, mention, index)
  }

  /// "Ivy's gene test": grave words in the same sentence, and only one child of that name; or one colleague, where the
  /// sentence names another in full ("Grace Ng and Frank are in the union").
  private func bySeriousWords(_ bearers: Bearers, _ mention: Mention, _ index: RunIndex) -> [PersonNumber] {
    guard mention.form == .first, !mention.isInTitle, index.grave.contains(mention.sentence) else { return [] }
    if bearers.all.count == 1, people.isChild(bearers.all[0]) { return bearers.all }
    guard index.colleagues.contains(mention.sentence) else { return [] }
    return bearers.colleague.map { [$0] } ?? []
  }

  /// Children of whoever is named with title and surname in the same paragraph.
  private func childrenOfTitled(near mention: Mention, _ run: ScannedRun, _ index: RunIndex) -> Set<PersonNumber> {
    var children: Set<PersonNumber> = []
    for other in index.titled[run.sentences[mention.sentence].paragraph] ?? [] {
      for person in run.mentions[other].candidates { children.formUnion(people.children(of: person)) }
    }
    return children
  }

  private mutating func bearers(of key: UInt64) -> Bearers {
    if let known = bearers[key] { return known }
    let found = Bearers(key, people, support)
    bearers[key] = found
    return found
  }

  private mutating func ofForms(
    _ all: [PersonNumber], _ key: UInt64, _ forms: Set<UInt64>
  ) -> (inForm: [PersonNumber], inYear: PersonNumber?) {
    if let known = ofForms[key] { return known }
    let found = (
      all.filter { isOf($0, forms) },
      only(all, where: { people.yearHash(of: $0) != 0 && forms.contains(people.yearHash(of: $0)) })
    )
    ofForms[key] = found
    return found
  }

  private func isOf(_ person: PersonNumber, _ forms: Set<UInt64>) -> Bool {
    let form = people.formHash(of: person)
    return form != 0 && forms.contains(form)
  }

  private static func isInPart(_ run: ScannedRun) -> Bool { run.part != nil && run.kind != .header }

  /// Adults who write or are written to, and whoever stands in a greeting, signature or header, are correspondents (D9).
  ///
  /// - Parameter isInPart: see `isInPart`. The run itself, handed in beside a mention of its own, would have all of them copied.
  private func mark(_ mention: inout Mention, isInPart: Bool) {
    // A payslip is about whom it names, also when it is sent to him; who signs a report is not its subject.
    if mention.label == .subject, isInPart, mention.zone == .body {
      mention.isCorrespondent = false
      return
    }
    if mention.zone == .greeting || mention.zone == .header { mention.isCorrespondent = true }
    if mention.zone != .body, mention.name != nil { mention.isCorrespondent = true }
    // "Grace, could you …"
    if mention.isAddressed, !correspondents.isDisjoint(with: mention.candidates) { mention.isCorrespondent = true }
    guard !mention.candidates.isEmpty else { return }
    mention.isReader = mention.candidates.contains { correspondents.contains($0) }
    let areAdults = mention.candidates.allSatisfy {
      people.kind(of: $0).map { $0 != .pupil && $0 != .formerPupil && $0 != .applicant } ?? true
    }
    // "Fiona, the meeting about Katie Plum …", though the address is not Fiona's.
    let opens = mention.isAddressed && mention.form == .first && mention.sentence == 0
    if areAdults,
      opens || mention.zone != .body || mention.label == .author
        || mention.isReader
    {
      mention.isCorrespondent = true
    }
  }
}
