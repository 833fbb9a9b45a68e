import Foundation
import PosternKit

/// A small invented school on which the rules that ship do six things.
enum ChaosSchool {
  struct Family: Sendable {
    var first: String
    var last: String
    var guardian: String

    var pupil: String { "\(first) \(last)" }
    var guardianAddress: String { "\(guardian).\(last)@families.example".lowercased() }
    var pupilAddress: String { "\(first).\(last)@pupils.oakfield.example".lowercased() }
  }

  static let pupilList = "year8-pupils@oakfield.example"

  static let families = [
    Family(first: "Priya", last: "Begum", guardian: "Nasreen"),
    Family(first: "Katherine", last: "Popescu", guardian: "Karen"),
    Family(first: "Matilda", last: "Murphy", guardian: "Peter"),
    Family(first: "Zofia", last: "Okafor", guardian: "Declan"),
    Family(first: "Idris", last: "Bello", guardian: "Ngozi"),
    Family(first: "Ruby", last: "Tran", guardian: "Linh"),
    Family(first: "Oliver", last: "Hart", guardian: "Ruth"),
    Family(first: "Mia", last: "Stone", guardian: "Simon"),
    Family(first: "Chloe", last: "Sharma", guardian: "Stephen"),
    Family(first: "Wilhelm", last: "Nguyen", guardian: "Agnieszka"),
    Family(first: "Tomasz", last: "Kowalski", guardian: "Gareth"),
    Family(first: "Amara", last: "Osei", guardian: "Marcus"),
  ]

  /// Writes records and configuration.
  /// - Parameters:
  ///   - state: the state folder.
  ///   - limits: what stands under `limits:`.
  static func write(to folder: TemporaryFolder, state: String, limits: String = "workers: 2") throws {
    var pupils = "legal_first,legal_last,date_of_birth,form,year,guardian1_name,guardian1_email,email\n"
    var groups = "address,member\n"
    for (number, family) in families.enumerated() {
      pupils += "\(family.first),\(family.last),2013-02-1\(number % 10),8A,8,\(family.guardian) \(family.last),"
      pupils += "\(family.guardianAddress),\(family.pupilAddress)\n"
      groups += "\(pupilList),\(family.pupilAddress)\n"
    }
    try folder.write("pupils.csv", text: pupils)
    try folder.write("groups.csv", text: groups)
    try folder.write(
      "staff.csv",
      text: """
        title,first_name,last_name,role,email
        Mr,Colin,Draycott,DSL,c.draycott@oakfield.example
        Ms,Anwen,Pugh,SENCO,a.pugh@oakfield.example
        Ms,Wendy,Birch,teacher,w.birch@oakfield.example

        """)
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example, pupils.oakfield.example]}
        people: {pupils: pupils.csv, staff: staff.csv, groups: groups.csv}
        keys: keys
        state: \(state)
        notices: {from: postern@oakfield.example, contact: the office}
        limits: {\(limits)}

        """)
  }
}
