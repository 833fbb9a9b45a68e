import Configuration
import Detection
import Foundation
import People
import Policy
import PosternKit

/// The rules that ship, and a large school's people.
struct MeasuredSchool {
  private static let size = 100_000

  /// Says who recipients are.
  let resolver: AudienceResolver
  private let people: PeopleIndex
  private let folder = FileManager.default.currentDirectoryPath + "/rules"

  init() throws {
    let records = try TemporaryFolder("postern-micro")
    var files = Settings.PeopleFiles()
    files.pupils = try LargeSchool.write(people: Self.size, to: records)
    let settings = try Settings.load(folder + "/../examples/oakfield/postern.yaml")
    people = try PeopleIndex.build(files: files, organisation: settings.organisation)
    resolver = AudienceResolver(
      people: people, settings: settings, rules: try AudienceRules.load(folder: folder))
  }

  func rules() throws -> RuleSet { try RuleSet.load(folder: folder) }

  /// Searches with all of the rules, and for all of the people. Compiling the expressions takes seconds.
  func detector() throws -> Detector {
    let table = try PeopleTable(people.table(gazetteer: Gazetteer.load(folder: folder + "/names")))
    return Detector(patterns: try PatternDatabase.compile(rulesFolder: folder), people: table)
  }
}
