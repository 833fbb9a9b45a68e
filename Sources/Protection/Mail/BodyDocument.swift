import Foundation
import MIME
import Normalisation

/// A message's own text as a document that a browser opens: pictures inside it, letters in UTF-8.
struct BodyDocument {
  /// What goes into the archive for one subtree of texts.
  struct File {
    var ending: String
    var bytes: [UInt8]
  }

  /// - Parameter body: a subtree of `PartTree.bodies`.
  static func files(of body: Int, in tree: PartTree) -> [File] {
    let leaves = tree.leaves(at: body)
    let texts = leaves.filter { isText(tree.parts[$0]) && !isPlainTwin($0, in: tree) }
    let others = leaves.filter { !isText(tree.parts[$0]) }
    var shown: Set<Int> = []
    var files: [File] = []
    for index in texts {
      let part = tree.parts[index]
      let bytes = part.content.bytes()
      var text = String(decoding: Charset.decodeGuessing(bytes, declared: part.charset).utf8, as: UTF8.self)
      if part.type == "text/html" {
        for other in others {
          guard let id = tree.parts[other].contentID, !id.isEmpty, text.contains("cid:" + id) else { continue }
          let content = Data(tree.parts[other].content.bytes()).base64EncodedString()
          text = text.replacing("cid:" + id, with: "data:\(tree.parts[other].type);base64,\(content)")
          shown.insert(other)
        }
      } else {
        text = "<pre style=\"white-space:pre-wrap;font-family:sans-serif\">\(escaped(text))</pre>"
      }
      // The first word on letters counts (HTML §13.2.3.2), before one inside a text that was written in another charset.
      files.append(
        File(
          ending: "html",
          bytes: Array("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>Message</title>\n\(text)\n".utf8)))
    }
    for index in others where !shown.contains(index) {
      files.append(File(ending: FileEnding.of(tree.parts[index]), bytes: tree.parts[index].content.bytes()))
    }
    return files
  }

  static func isText(_ part: MIMEPart) -> Bool { part.type == "text/html" || part.type == "text/plain" }

  /// Plain text beside the same in HTML (RFC 2046 §5.1.4).
  private static func isPlainTwin(_ index: Int, in tree: PartTree) -> Bool {
    guard tree.parts[index].type == "text/plain", let parent = tree.parts[index].parent,
      tree.parts[parent].type == "multipart/alternative"
    else { return false }
    return tree.leaves(at: parent).contains { tree.parts[$0].type == "text/html" }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

/// What a file's name ends with, so that the right program opens it; the rest of a name may say too much.
enum FileEnding {
  static func of(_ part: MIMEPart) -> String {
    if part.message != nil || part.type.hasPrefix("message/") { return "eml" }
    if let ending = of(part.name) { return ending }
    return known[part.type] ?? (part.type.hasPrefix("text/") ? "txt" : "bin")
  }

  static func of(_ name: String?) -> String? {
    guard let name, let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    let isPlain = ending.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    return isPlain && (1...5).contains(ending.utf8.count) ? ending : nil
  }

  private static let known = [
    "application/pdf": "pdf", "application/msword": "doc", "application/vnd.ms-excel": "xls", "application/zip": "zip",
    "application/vnd.ms-powerpoint": "ppt", "application/rtf": "rtf", "text/csv": "csv", "text/html": "html",
    "text/calendar": "ics", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/tiff": "tiff",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/ms-tnef": "dat", "audio/mpeg": "mp3", "video/mp4": "mp4",
  ]
}
