public import Configuration

/// A file that stood in an earlier message which was stopped, known again by its content alone: name and message may be
/// others (S6 of the published breaches: a pupil passed on what the school had recalled).
public struct KnownFile: Hashable, Sendable {
  public enum Past: String, CaseIterable, Codable, Sendable, Hashable {
    /// It was held, refused or given back, and nobody let it go.
    case stopped
    /// It went, and its sender took that message back.
    case sentInError = "sent_in_error"
  }

  public var past: Past
  /// The held message that it stood in; nil where none was stored, as in `postern check`.
  public var reference: String?
  public var cabinets: [Cabinet]
  /// Words of `Detection.Category`: what that message was found to say.
  public var categories: [String]
  /// Data subjects' names, as the records have them.
  public var people: [String]
  /// It concerned somebody's conduct: whom it is about, and who gets it, may not learn of it (D17).
  public var concernsConduct: Bool
  /// Addresses of those whom it is about, as far as they are known still.
  public var conductSubjects: [String]

  public init(
    past: Past = .stopped, reference: String? = nil, cabinets: [Cabinet], categories: [String] = [],
    people: [String] = [], concernsConduct: Bool = false, conductSubjects: [String] = []
  ) {
    self.past = past
    self.reference = reference
    self.cabinets = cabinets
    self.categories = categories
    self.people = people
    self.concernsConduct = concernsConduct
    self.conductSubjects = conductSubjects
  }
}
