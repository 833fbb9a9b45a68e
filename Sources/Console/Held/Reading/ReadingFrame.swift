import Crypto
import Extraction
import Foundation
import HTTPTypes
import Hummingbird
import Inspection

/// An HTML body as it looks, for a sandboxed frame of its own.
struct ReadingFrame: Sendable {
  /// What stands beside the frame on the message's page.
  struct Link: Sendable {
    var title: String
    var path: String
    var notes: [String]
  }

  private struct Values {
    /// CSS, made by `SafePage`.
    var stylesheet: String
    /// HTML, made by `SafePage`.
    var html: String
    var trouble: String
    var isTroubled: Bool
  }

  private let values: Values

  fileprivate init(_ page: HTMLPage) {
    values = Values(stylesheet: page.page.stylesheet, html: page.page.html, trouble: "", isTroubled: false)
  }

  /// Says in the frame why there is nothing to be seen.
  init(_ trouble: ReadingTrouble) {
    values = Values(
      stylesheet: SafePage().stylesheet, html: "", trouble: trouble.words, isTroubled: true)
  }

  /// With a policy stricter than that of other pages: it may do nothing at all but look as its own stylesheet says, which is
  /// known by its digest (CSP Level 3 §2.3.1), and stand in a frame of the console.
  func response(_ views: Views, _ context: ConsoleContext) -> Response {
    let digest = Data(SHA256.hash(data: Data(values.stylesheet.utf8))).base64EncodedString()
    var response = views.piece("held/frame", values, context)
    response.headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'sha256-\(digest)'; sandbox; form-action 'none'; base-uri 'none'; "
      + "frame-ancestors 'self'"
    response.headers[.xFrameOptions] = "SAMEORIGIN"
    return response
  }
}

extension HeldReading {
  /// The frames of a message.
  /// - Parameter base: the message's own path, "/held/REFERENCE".
  func frames(base: String) -> [ReadingFrame.Link] {
    reading.pages.enumerated().map { number, page in
      var notes: [String] = []
      if page.page.leavesOutHidden {
        notes.append("There is hidden text in it, which is shown below as text and not here.")
      }
      if page.page.isCut { notes.append("It goes on: all of it is shown below as text.") }
      return ReadingFrame.Link(title: page.place, path: "\(base)/frame/\(number)", notes: notes)
    }
  }

  /// - Throws: `notFound` for one that is not there.
  func frame(_ number: Int) throws(ConsoleError) -> ReadingFrame {
    guard reading.pages.indices.contains(number) else { throw .notFound }
    return ReadingFrame(reading.pages[number])
  }
}
