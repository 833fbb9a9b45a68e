import Foundation
import PosternKit
import Testing

extension Browser {
  /// Expects what WCAG 2.2 AA asks of the page that is open, on a phone and on a desk; and takes a picture of each, where
  /// POSTERN_SCREENSHOTS names a folder for them.
  func look(
    _ name: String, schemes: [String] = ["light", "dark"], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = ProcessInfo.processInfo.environment["POSTERN_SCREENSHOTS"].flatMap { $0.isEmpty ? nil : $0 }
    for width in [390, 1_280] {
      for scheme in schemes {
        try size(width, 900)
        try self.scheme(scheme)
        let complaints = try complaints()
        #expect(complaints == [], "\(name) \(width) \(scheme)", sourceLocation: sourceLocation)
        if let folder { try shot("\(folder)/\(name)-\(width)-\(scheme).png") }
      }
    }
  }

  /// Expects that the browser had nothing to say since it was asked last.
  /// - Parameter expected: what else it may say, as a part of the line.
  func expectQuiet(
    _ name: String, but expected: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let log = try log().filter { line in !expected.contains { line.contains($0) } }
    #expect(log == [], "\(name)", sourceLocation: sourceLocation)
  }
}

extension ConsoleSite {
  /// Lets somebody in, as if the school's provider had signed them in; the browser loses whom it knew before.
  func enter(_ browser: Browser, as address: String) throws {
    try browser.open(url + "/no-such-page")
    try browser.forget()
    try browser.cookie("postern", token(address))
    // Of the page that is not there.
    _ = try browser.log()
  }
}
