import Configuration

extension Cabinet {
  /// As people call it.
  var words: String {
    switch self {
    case .childProtection: "Child protection"
    case .financial: "Financial"
    case .health: "Health"
    case .sen: "Special educational needs"
    case .staffHR: "Staff and HR"
    case .general: "General"
    }
  }
}
