import Foundation
import PosternKit

/// The files of a small invented school: its records, its rules, and a configuration that names them.
struct SchoolFolder {
  let folder: TemporaryFolder

  /// The folder of its rules.
  var rules: String { folder.file("rules") }
  /// The path of its configuration.
  var configuration: String { folder.file("postern.yaml") }

  /// - Parameters:
  ///   - state: where held mail goes; relative to the configuration.
  ///   - settings: more lines of the configuration.
  ///   - families: so many more of them.
  init(state: String = "state", settings: String = "", families: Int = 0) throws {
    folder = try TemporaryFolder("school")
    for (name, text) in Self.records { try folder.write(name, text: text) }
    if families > 0 {
      let rows = (0..<families).map { Self.family($0).row }
      try folder.write(
        "pupils.csv", text: Self.records["pupils.csv", default: ""] + rows.joined(separator: "\n") + "\n")
    }
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example, pupils.oakfield.example]}
        people: {pupils: pupils.csv, relationships: relationships.csv, staff: staff.csv, senders: senders.csv, contacts: contacts.csv}
        rules: \(folder.file("rules"))
        keys: keys
        state: \(state)
        officers:
          child_protection: [c.draycott@oakfield.example, j.amberley@oakfield.example]
          sen: [a.pugh@oakfield.example]
          general: [y.castell@oakfield.example]
        notices: {from: postern@oakfield.example, contact: the office on extension 204, per_sender_an_hour: 3}
        log: trace
        \(settings)

        """)
    let files = FileManager.default
    for name in ["categories", "identifiers"] {
      try files.createDirectory(atPath: rules + "/" + name, withIntermediateDirectories: true)
    }
    try folder.write("rules/policy.yaml", text: SchoolRules.policy)
    for (category, word) in SchoolRules.words {
      try folder.write("rules/categories/\(category).yaml", text: SchoolRules.category(category, word: word))
    }
    // What is the same for every school comes from the rules that ship.
    for name in [
      "access.yaml", "audiences.yaml", "retraction.yaml", "private_mail_domains.txt", "names",
      "identifiers/password.yaml",
      "identifiers/nhs_number.yaml",
    ] { try files.copyItem(atPath: Checkout.path("rules/" + name), toPath: rules + "/" + name) }
  }

  /// One child and one guardian, whose names are made of syllables, so that there can be as many as one likes.
  struct Family {
    var first: String
    var last: String
    var guardian: String
    var guardianAddress: String

    fileprivate var row: String { ",\(first),\(last),2012-01-02,7C,7,\(guardian),\(guardianAddress)," }
  }

  static func family(_ number: Int) -> Family {
    let syllables = ["bal", "den", "kir", "lom", "mur", "ras", "sev", "tin", "vok", "nyl"]
    func word(_ seed: Int) -> String {
      [seed / 100, seed / 10, seed].map { syllables[$0 % 10] }.joined().capitalized
    }
    let last = word(number * 7 + 3) + "son"
    return Family(
      first: word(number), last: last, guardian: "\(word(999 - number)) \(last)",
      guardianAddress: "family.\(number)@families.example")
  }

  /// Two families, one who write from a pupil's address, and a few more.
  static let records = [
    "pupils.csv": """
    upn,legal_first,legal_last,date_of_birth,form,year,guardian1_name,guardian1_email,email
    B801200005001,Oliver,Hart,2012-03-04,7A,7,Karen Hart,karen.hart@postbox.example,o.hart@pupils.oakfield.example
    ,Mia,Stone,2011-06-07,8B,8,Peter Stone,peter.stone@postbox.example,m.stone@pupils.oakfield.example
    ,Zoë,Łukasz,2011-09-10,8B,8,Marta Łukasz,zoë.łukasz@häuser.example,
    ,Idris,Bello,2012-11-12,7A,7,Ngozi Bello,ngozi.bello@postbox.example,
    ,Ruby,Tran,2012-12-13,7A,7,Linh Tran,linh.tran@postbox.example,
    B801200005002,Lena,Quist,2012-05-06,7A,7,,,
    B801200005003,Pia,Varga,2012-06-07,7A,7,,,

    """,
    "relationships.csv": """
    upn,contact_name,email,relationship,parental_responsibility,lives_with,may_receive,no_contact
    B801200005002,Ada Quist,ada.quist@postbox.example,mother,yes,yes,yes,no
    B801200005002,Bram Quist,bram.quist@homemail.example,father,yes,no,yes,no
    B801200005003,Nell Varga,nell.varga@postbox.example,mother,yes,yes,yes,no
    B801200005003,Otto Varga,otto.varga@postbox.example,father,no,no,no,yes

    """,
    "staff.csv": """
    title,first_name,last_name,role,email,private_email
    Mrs,Judith,Amberley,headteacher,j.amberley@oakfield.example,
    Mr,Colin,Draycott,DSL,c.draycott@oakfield.example,
    Ms,Anwen,Pugh,SENCO,a.pugh@oakfield.example,
    Ms,Yvette,Castell,data compliance officer,y.castell@oakfield.example,
    Mr,Tobias,Ash,teacher,t.ash@oakfield.example,tobias.ash@homemail.example
    Ms,Wendy,Birch,teacher,w.birch@oakfield.example,

    """,
    "senders.csv": """
    address,owners
    office@oakfield.example,t.ash@oakfield.example;w.birch@oakfield.example

    """,
    "contacts.csv": """
    name,organisation,email_or_domain,kind,may_receive,bulk,safeguarding_route
    Front door,Northmere Children's Services,mash@northmere.example,professional,safeguarding;sen;health,30,yes

    """,
  ]
}
