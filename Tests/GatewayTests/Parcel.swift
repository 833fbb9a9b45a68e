import Foundation
import PosternKit
import Testing

/// What a recipient does with a message that came under a password.
struct Parcel {
  let message: ReceivedMessage
  var text: String { String(decoding: message.data, as: UTF8.self) }

  /// The one archive in it.
  func archive() throws -> Data {
    let part = try #require(text.components(separatedBy: "Content-Type: application/zip").dropFirst().first)
    let body = try #require(part.components(separatedBy: "\r\n\r\n").dropFirst().first)
    return try #require(
      Data(base64Encoded: body.components(separatedBy: "\r\n--")[0], options: .ignoreUnknownCharacters))
  }

  /// One file out of it, by 7-Zip; nil where the password does not fit.
  func file(_ name: String, _ password: String) throws -> String? {
    let folder = try TemporaryFolder("postern-unpack")
    let path = try folder.write("a.zip", [UInt8](archive()))
    let (status, content) = try ChildProcess.run("/usr/bin/7z", ["x", "-so", "-p\(password)", path, name])
    return status == 0 ? String(decoding: content, as: UTF8.self) : nil
  }
}

extension School {
  /// The password that a message went under, as an officer tells it.
  func password(_ reference: String) throws -> String {
    let told = try site.run(["held", "password", reference])
    #expect(told.status == 0, "\(told.errors)")
    return told.output.trimmingCharacters(in: .newlines)
  }

  /// What the letter says that tells a sender of a message sent under a password; waits for it.
  func protectionLetter(to address: String, after count: Int = 0) throws -> (reference: String, text: String) {
    let letter = try site.nextHop.wait(for: count + 1) { message in
      message.isNotice(to: address) && message.header("Subject").contains { $0.contains("under a password") }
    }[count]
    let text = String(decoding: letter.data, as: UTF8.self)
    let reference = try #require(text.firstMatch(of: #/Reference: ([0-9A-Z]{4}-[0-9A-Z]{4})/#))
    return (String(reference.1), text)
  }
}
