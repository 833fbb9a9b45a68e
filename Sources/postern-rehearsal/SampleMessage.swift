import Configuration
import Foundation
import PosternKit

/// One message of `messages/expected.yaml`, and where it should go.
struct SampleMessage {
  var title: String
  var path: String
  /// As it goes over SMTP.
  var message: [UInt8]
  var sender: String
  var recipients: [String]
  /// Who has logged in to send it; nil when a trusted network vouches.
  var login: String?
  /// As `postern check` calls it.
  var action: String
  var rule: String?
  /// What should become of each recipient's copy.
  var fates: [String: Outcome.Fate]

  /// All messages of a folder, in the order of its `expected.yaml`.
  /// - Throws: `ConfigurationError` with file, line and column.
  static func load(_ folder: String) throws(ConfigurationError) -> [SampleMessage] {
    let file = folder + "/expected.yaml"
    var top = try YAMLFile.read(file)
    var samples: [SampleMessage] = []
    for item in try top.required("messages").list() { samples.append(try read(item, folder: folder)) }
    try top.finish()
    return samples
  }

  private static func read(_ item: YAMLValue, folder: String) throws(ConfigurationError) -> SampleMessage {
    var map = try item.map()
    let name = try map.required("file")
    let path = folder + "/" + (try name.string())
    guard let data = FileManager.default.contents(atPath: path) else { throw name.error("this file cannot be read") }
    var sample = SampleMessage(
      title: try map.required("title").string(), path: path,
      message: PosternKit.message(String(decoding: data, as: UTF8.self)), sender: try map.required("from").string(),
      recipients: try map.required("to").strings(), login: try map.optional("login")?.string(),
      action: try map.required("action").string(), rule: try map.optional("rule")?.string().nonEmpty, fates: [:])
    var copies = try map.required("recipients").map()
    for (address, fate) in copies.all() { sample.fates[address] = try fate.oneOf(Outcome.Fate.self) }
    try map.finish()
    return sample
  }

  /// The values of a header field, unfolded.
  func header(_ name: String) -> [String] {
    ReceivedMessage(reading: message).header(name)
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
