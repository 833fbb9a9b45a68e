import Foundation
import Glibc
import PosternKit

/// A sample school's mail system with the console beside it.
final class ConsoleSite {
  let site: Site
  let url: String
  /// Nobody.
  let client: WebClient
  /// Those whose accounts were made, by address.
  var people: [String: ConsoleAccount] = [:]

  /// - Parameters:
  ///   - school: the folder of the sample school.
  ///   - settings: YAML added to the configuration.
  init(school: String = path("examples/oakfield"), settings: String = "") throws {
    site = try Site(
      programs: Self.programs, school: school,
      settings: "limits: {workers: 2, inspection_milliseconds: 120000}\n" + settings,
      patterns: .ofThisProcess)
    url = try site.startConsole()
    client = WebClient(port: UInt16(url.split(separator: ":").last ?? "") ?? 0)
  }

  func request(_ method: String, _ target: String, headers: [String: String] = [:]) throws -> WebClient.Answer {
    try client.request(method, target, headers: headers)
  }

  func stop() { site.stop() }

  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: name).path
  }

  /// The folder in which this test program lies, with those that were built with it.
  static let programs: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map { [$0] } ?? []
    let places = own + CommandLine.arguments + [Bundle.main.bundlePath, path(".build/debug/x")]
    var folders = places.map { ($0 as NSString).deletingLastPathComponent }
    folders += folders.map { ($0 as NSString).deletingLastPathComponent }
    return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/postern-inspector") } ?? "/nowhere"
  }()
}
