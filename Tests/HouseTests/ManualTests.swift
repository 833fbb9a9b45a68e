import Configuration
import Foundation
import Testing

@Suite("The manual of the configuration")
struct ManualTests {
  private let manual: String

  init() throws { manual = try Checkout.text(of: "man/postern.yaml.5") }

  @Test("tells every key that is read, and none that is not")
  func keys() throws {
    let sources = Checkout.files(in: "Sources/Configuration", endings: ["swift"])
    var known = Set(Cabinet.allCases.map(\.rawValue) + Role.named.map(\.rawValue))
    for file in sources {
      let read = try Checkout.text(of: file).matches(of: #/\.(?:optional|required)\("(?<key>[^"]+)"\)/#)
      known.formUnion(read.map { String($0.key) })
    }
    #expect(known.count > 40)
    #expect(marked("Cm") == known)
  }

  @Test("tells every column of the people's files, and none that is not")
  func columns() throws {
    let source = try Checkout.text(of: "Sources/People/Roster/RosterColumns.swift")
    let known = Set(source.matches(of: #/name: "(?<column>[^"]+)"/#).map { String($0.column) })
    #expect(known.count > 30)
    #expect(marked("Va") == known)
  }

  @Test("has an example that is read without an error")
  func example() throws {
    let start = try #require(manual.range(of: ".Sh EXAMPLES\n.Bd -literal\n")).upperBound
    let end = try #require(manual[start...].range(of: ".Ed\n")).lowerBound
    let file = FileManager.default.temporaryDirectory.appending(path: "postern-manual-\(UUID().uuidString).yaml")
    try String(manual[start..<end]).write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let settings = try Settings.load(file.path)
    #expect(settings.officers.byCabinet.count == 2)
  }

  /// Every word that the manual marks so, also as the tag of a list.
  private func marked(_ macro: String) -> Set<String> {
    var words: Set<String> = []
    for line in manual.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.first == ".\(macro)" || (parts.first == ".It" && parts.dropFirst().first == "\(macro)") else {
        continue
      }
      words.formUnion(
        parts.filter { $0.contains { $0.isLowercase } && !$0.hasPrefix(".") && $0 != "\(macro)" }.map(String.init))
    }
    return words
  }
}
