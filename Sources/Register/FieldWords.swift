public import Configuration
import Detection
public import Policy
public import Quarantine

extension BreachField {
  /// What stands in a field, for people to read.
  /// - Parameter sight: at less than the whole, people are told by number and kind, not by name.
  public func words(_ value: String, sight: RegisterAccess.Sight = .whole, times: BritishTime = BritishTime()) -> String
  {
    switch self {
    case .how: BreachType(rawValue: value)?.title ?? value
    case .likelihood: BreachLikelihood(rawValue: value)?.title ?? value
    case .severity: BreachSeverity(rawValue: value)?.title ?? value
    case .ico, .tellPeople: BreachDecisionWord(rawValue: value)?.title ?? value
    case .happened, .known, .icoTold, .peopleTold: Int64(value).map { times.words($0) } ?? value
    case .data:
      value.split(separator: ",").map { $0.trimmingPrefix(" ") }
        .map { Detection.Category(rawValue: String($0))?.title ?? String($0) }.joined(separator: ", ")
    case .people: sight == .whole ? Self.names(value) : Self.kinds(value)
    default: value
    }
  }

  private static func names(_ value: String) -> String {
    BreachPerson.list(value).map { $0.kind == .unknown ? $0.name : "\($0.name) (\($0.kind.title.lowercased()))" }
      .joined(separator: "\n")
  }

  private static func kinds(_ value: String) -> String {
    BreachPerson.byKind(BreachPerson.list(value)).map { "\($0.count) × \($0.kind.title.lowercased())" }
      .joined(separator: ", ")
  }
}

extension Detection.Category {
  /// What the register calls it.
  var title: String {
    switch self {
    case .safeguarding: "Safeguarding"
    case .health: "Health"
    case .sen: "Special educational needs"
    case .allegation: "Allegations"
    case .financial: "Financial"
    case .ethnicity: "Racial or ethnic origin"
    case .political: "Political opinions"
    case .religion: "Religious or philosophical beliefs"
    case .tradeUnion: "Trade union membership"
    case .genetic: "Genetic"
    case .sexualLife: "Sex life or sexual orientation"
    case .criminal: "Criminal convictions and offences"
    case .biometric: "Biometric"
    case .credentials: "Passwords and other keys"
    case .identifiers: "Numbers that identify people"
    case .personalBasic: "Names, addresses and other basic data"
    }
  }
}
