import Foundation
import HTTPTypes
import Hummingbird
import Paper

/// A file that a browser keeps, and shows nowhere.
struct RegisterFile: Sendable {
  var name: String
  var type: String
  var data: Data

  static func csv(_ name: String, _ data: Data) -> RegisterFile {
    RegisterFile(name: name + ".csv", type: "text/csv; charset=utf-8", data: data)
  }

  static func text(_ name: String, _ text: String) -> RegisterFile {
    RegisterFile(name: name + ".txt", type: "text/plain; charset=utf-8", data: Data(text.utf8))
  }

  /// - Throws: `ConsoleError` where it cannot be made.
  static func pdf(_ name: String, _ document: PaperDocument) throws(ConsoleError) -> RegisterFile {
    do {
      return RegisterFile(name: name + ".pdf", type: "application/pdf", data: try document.pdf())
    } catch { throw .unavailable("The PDF could not be made: \(error).") }
  }

  var response: Response {
    Response(
      status: .ok,
      headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
