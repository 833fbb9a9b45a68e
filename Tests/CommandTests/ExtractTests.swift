import Foundation
import PosternKit
import Testing

@Suite("postern extract says what is seen in a file, and where")
struct ExtractTests {
  private static let list = "Name,SEN\n\nAisha Khan,autism\n"

  @Test("a table's rows and columns have the document's names, as JSON and for people")
  func tables() throws {
    let school = try School()
    let path = school.folder.file("Pupils.csv")
    try Self.list.write(toFile: path, atomically: true, encoding: .utf8)
    let answer = try #require(try school.run("extract", "--json", path).objects().first)
    let text = try #require((answer["texts"] as? [[String: Any]])?.first)
    #expect(text["text"] as? String == "Name\tSEN\nAisha Khan\tautism")
    #expect(text["rows"] as? [Int] == [1, 3])
    #expect(text["columns"] as? [String] == ["Name", "SEN"])
    let report = try school.run("extract", path).output
    #expect(report.contains("    columns: Name | SEN\n    row 1: Name\tSEN\n    row 3: Aisha Khan\tautism\n"))
  }

  @Test("prose has neither")
  func prose() throws {
    let school = try School()
    let path = school.folder.file("a.txt")
    try "Nothing but words".write(toFile: path, atomically: true, encoding: .utf8)
    let answer = try #require(try school.run("extract", "--json", path).objects().first)
    let text = try #require((answer["texts"] as? [[String: Any]])?.first)
    #expect(Set(text.keys) == ["place", "kind", "text"])
  }
}
