/// The columns of each file after the command contract, with what the exports of SIMS, Arbor, Bromcom and others call
/// them. Names compare without case, spaces and punctuation.
enum RosterColumns {
  static let pupils: [RosterFile.Column] = [
    .init(name: "upn", others: ["unique pupil number"]),
    .init(name: "admission_number", others: ["admission no", "admissions number", "adno"]),
    .init(
      name: "legal_first", others: ["legal forename", "legal first name", "forename", "first name", "given name"],
      isNeeded: true, substitute: "full_name"),
    .init(
      name: "legal_last", others: ["legal surname", "legal last name", "surname", "last name", "family name"],
      isNeeded: true, substitute: "full_name"),
    .init(name: "full_name", others: ["legal full name", "pupil name", "student name"]),
    .init(name: "preferred_name", others: ["preferred forename", "preferred first name", "chosen name", "known as"]),
    .init(name: "date_of_birth", others: ["dob", "birth date"]),
    .init(name: "form", others: ["reg group", "registration form", "registration group", "tutor group", "reg"]),
    .init(name: "year", others: ["year group", "nc year", "year taught in"]),
    .init(name: "school", others: ["academy", "site"]),
    .init(
      name: "guardian1_name", others: ["parent1 name", "primary guardian", "contact 1 name", "priority 1 contact"]),
    .init(name: "guardian1_email", others: ["parent1 email", "primary guardian email", "contact 1 email"]),
    .init(name: "guardian2_name", others: ["parent2 name", "secondary guardian", "contact 2 name"]),
    .init(name: "guardian2_email", others: ["parent2 email", "secondary guardian email", "contact 2 email"]),
    .init(name: "email", others: ["pupil email", "student email", "school email"]),
    .init(name: "flags"),
    .init(name: "leaving_date", others: ["date of leaving", "leaving on", "dol"]),
  ]
  static let relationships: [RosterFile.Column] = [
    .init(name: "upn", others: ["unique pupil number"], isNeeded: true, substitute: "admission_number"),
    .init(name: "admission_number", others: ["admission no", "admissions number", "adno"]),
    .init(name: "school", others: ["academy", "site"]),
    .init(name: "contact_name", others: ["name"], isNeeded: true),
    .init(name: "email"), .init(name: "relationship"), .init(name: "parental_responsibility"),
    .init(name: "lives_with"), .init(name: "may_receive"), .init(name: "no_contact"), .init(name: "withhold_address"),
    .init(name: "looked_after_role"), .init(name: "valid_from"), .init(name: "valid_until"),
  ]
  static let staff: [RosterFile.Column] = [
    .init(name: "title"), .init(name: "first_name", others: ["forename", "given name"], isNeeded: true),
    .init(name: "last_name", others: ["surname", "family name"], isNeeded: true),
    .init(name: "role", others: ["job title", "post"]),
    .init(name: "department", others: ["departments", "faculty", "team"]),
    .init(name: "email", others: ["work email"]),
    .init(name: "private_email", others: ["home email", "personal email"]),
    .init(name: "school", others: ["academy", "site"]),
    .init(name: "leaving_date", others: ["date of leaving", "leaving on", "employment end date"]),
  ]
  static let senders: [RosterFile.Column] = [
    .init(name: "address", others: ["email"], isNeeded: true), .init(name: "owners", others: ["owner"]),
  ]
  static let contacts: [RosterFile.Column] = [
    .init(name: "name"), .init(name: "organisation", others: ["organization"]),
    .init(name: "email_or_domain", others: ["email", "domain"], isNeeded: true), .init(name: "kind"),
    .init(name: "may_receive"), .init(name: "bulk"), .init(name: "safeguarding_route"),
  ]
  static let groups: [RosterFile.Column] = [
    .init(name: "address", others: ["list", "group"], isNeeded: true),
    .init(name: "member", others: ["email", "members"], isNeeded: true),
  ]

  static let all = RosterKind.allCases.map(\.columns)

  /// True for a column that several of the files have.
  static func isShared(_ name: String) -> Bool { all.count { $0.contains { $0.name == name } } > 1 }
}
