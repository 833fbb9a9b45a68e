public import Configuration
public import Insight
public import Quarantine

extension Doctor {
  /// What a page can tell at once: nothing is started, probed or sent, and how the filter does it says itself. No count is in
  /// it by which somebody could tell that there is a message which they may not know of (D17).
  /// - Parameters:
  ///   - state: the filter's last word; nil where there is none.
  ///   - postfix: what `glanceAtPostfix` said not long ago.
  public static func glance(
    _ settings: Settings, _ store: QuarantineStore, _ state: FilterState?, postfix: [Diagnosis]
  ) -> [Diagnosis] {
    let doctor = Doctor(settings, file: "")
    let now = store.time
    var found = [alive(state, now)]
    if let state {
      found += [workers(state), queue(state, now), rules(state)] + records(state, now)
    }
    found += doctor.filter() + doctor.stateFolder() + [doctor.key()] + doctor.space() + doctor.encryption()
    let exposure = state.flatMap { $0.isFresh(at: now) ? SwapExposure.of(process: $0.process) : nil }
    if let warning = exposure?.warning {
      found.append(Diagnosis("swap", .warn, warning, remedy: "deploy/postern.service shows how"))
    }
    return found + postfix + doctor.route(store)
  }

  /// Postfix's settings, which take a moment to be asked for.
  public static func glanceAtPostfix(_ settings: Settings) -> [Diagnosis] {
    Doctor(settings, file: "").postfix()
  }

  private static func alive(_ state: FilterState?, _ now: Int64) -> Diagnosis {
    let remedy = "start it: 'systemctl start postern', and see its log"
    guard let state else { return Diagnosis("filter", .fail, "no filter has run here yet", remedy: remedy) }
    guard state.isFresh(at: now) else {
      return Diagnosis(
        "filter", .fail, "the filter was last seen \(Spans.words(max(0, now - state.writtenAt))) ago", remedy: remedy)
    }
    return Diagnosis("filter", .ok, "it runs since \(Spans.words(max(0, now - state.startedAt)))")
  }

  private static func workers(_ state: FilterState) -> Diagnosis {
    let workers = state.workers
    let words = "\(workers.alive) of \(workers.wanted) are there, \(workers.busy) of them at work"
    if workers.alive == 0 {
      return Diagnosis(
        "workers", .fail, "none is there: no mail can be read", remedy: "see Postern's log for the reason")
    }
    // One in a hundred ends by a bound on an honest day.
    if workers.died * 100 > state.inspections.count + 300 {
      return Diagnosis(
        "workers", .warn, "\(words); \(workers.died) have died since the filter began",
        remedy: "see Postern's log for the reason")
    }
    return Diagnosis("workers", .ok, words)
  }

  private static func queue(_ state: FilterState, _ now: Int64) -> Diagnosis {
    let oldest = [state.pending.oldest, state.outbox.oldest].compactMap { $0 }.min().map { max(0, now - $0) } ?? 0
    guard oldest > hour else { return Diagnosis("queue", .ok, "nothing has waited for longer than an hour") }
    return Diagnosis(
      "queue", .warn, "something has waited for \(Spans.words(oldest)) to be read, or to be sent",
      remedy: "see that Postfix takes mail, and Postern's log")
  }

  private static let hour: Int64 = 3_600

  private static func rules(_ state: FilterState) -> Diagnosis {
    Diagnosis("rules", .ok, "\(state.rules) rules are in force, version \(state.ruleSet.prefix(12))")
  }

  private static func records(_ state: FilterState, _ now: Int64) -> [Diagnosis] {
    var found: [Diagnosis] = []
    if state.people == 0 {
      found.append(
        Diagnosis(
          "records", .warn, "the records name nobody, so that no message is about anybody whom Postern knows",
          remedy: "name the school's files with 'people:', or import them with 'postern people import'"))
    } else if let warning = state.recordsWarning {
      found.append(
        Diagnosis(
          "records", .warn, warning, remedy: "look at the nightly import and at the export that it reads"))
    } else {
      let age = state.recordsWrittenAt == 0 ? "" : ", written \(Spans.words(max(0, now - state.recordsWrittenAt))) ago"
      found.append(Diagnosis("records", .ok, "\(state.people) people\(age)"))
    }
    if let warning = state.directoryWarning {
      found.append(
        Diagnosis(
          "directory", .warn, warning, remedy: "try it with 'postern people directory', and see Postern's log"))
    } else if let read = state.directoryReadAt {
      found.append(Diagnosis("directory", .ok, "it answered \(Spans.words(max(0, now - read))) ago"))
    }
    return found
  }

  private func key() -> Diagnosis {
    do {
      let ring = try KeyRing.load(settings.keys, database: settings.keysDatabase, apartFrom: settings.state)
      return Diagnosis("keys", .ok, "the key in use is \(ring.currentID)")
    } catch {
      return Diagnosis("keys", .fail, "\(error)", remedy: "'postern keys check' tells more")
    }
  }

  private func route(_ store: QuarantineStore) -> [Diagnosis] {
    do throws(QuarantineError) {
      return [try internalMail(store), try bypass(store)]
    } catch {
      return [Diagnosis("store", .fail, "\(error)", remedy: "see Postern's log")]
    }
  }
}
