import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The stylesheet, the script and the icon: read once, served from memory under names that change with their bytes.
struct StaticFiles: Sendable {
  private struct File: Sendable {
    var bytes: ByteBuffer
    var type: String
  }

  private let files: [String: File]
  /// Hexadecimal; of all files.
  let version: String

  /// - Throws: `ConsoleFailure` where a file is missing.
  init(folder: String) throws(ConsoleFailure) {
    var files: [String: File] = [:]
    var hash = SHA256()
    for (name, type) in [
      ("console.css", "text/css; charset=utf-8"), ("console.js", "text/javascript; charset=utf-8"),
      ("icon.svg", "image/svg+xml"),
    ] {
      guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
        throw ConsoleFailure("\(folder)/\(name) is missing: install Postern again")
      }
      hash.update(data: data)
      files[name] = File(bytes: ByteBuffer(bytes: data), type: type)
    }
    self.files = files
    version = hash.finalize().prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  func answer(_ name: String) throws(ConsoleError) -> Response {
    guard let file = files[name] else { throw .notFound }
    return Response(
      status: .ok, headers: [.contentType: file.type, .cacheControl: "public, max-age=31536000, immutable"],
      body: ResponseBody(byteBuffer: file.bytes))
  }
}
