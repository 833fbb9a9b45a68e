import Detection
import People

extension PeopleIndex {
  /// The full name of a data subject as the records have it, else as written.
  func name(of subject: DataSubject) -> String? {
    switch subject {
    case .recorded(let number): person(number)?.fullName
    case .named(let name): name
    }
  }
}
