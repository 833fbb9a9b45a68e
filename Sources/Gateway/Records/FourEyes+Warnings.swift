import Configuration
import People

extension FourEyes {
  /// What it names and nobody of the staff has, by file and line: by that nobody is asked to check.
  func warnings(by people: PeopleIndex) -> [RecordWarning] {
    let (jobs, departments) = (people.staffRoles, people.staffDepartments)
    return named.compactMap { named in
      let known = named.kind == .job ? jobs : departments
      let name = named.name.lowercased()
      guard !known.contains(where: { $0.lowercased() == name }) else { return nil }
      let meant = nearest(to: name, among: known.map { $0.lowercased() }).map { ": did you mean '\($0)'?" } ?? ""
      return RecordWarning(
        file: named.file, line: named.line,
        message: "four_eyes: no member of staff has the \(named.kind.rawValue) '\(named.name)' in the records\(meant)")
    }
  }
}
