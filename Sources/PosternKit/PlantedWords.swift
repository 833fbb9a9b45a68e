import Foundation

/// Words that are put into mail, and looked for where they must not be.
public struct PlantedWords: Sendable {
  public let words: [String]

  public init(words: [String]) { self.words = words }

  /// Those that stand in some bytes: in UTF-8 and in both orders of UTF-16, without regard to case.
  public func found(in bytes: [UInt8]) -> [String] {
    let text = Data(Self.lower(bytes))
    return words.filter { word in
      let narrow = Self.lower(word.utf8)
      let wide = narrow.flatMap { byte -> [UInt8] in [byte, 0] }
      return text.range(of: Data(narrow)) != nil || text.range(of: Data(wide.dropLast())) != nil
    }
  }

  /// What stands in which file below a folder. A file that goes while it is looked for is passed over.
  /// - Parameter exceptions: folders below it that are somebody else's.
  public func found(below folder: String, but exceptions: [String] = []) -> [String] {
    Self.files(below: folder, but: exceptions).flatMap { path -> [String] in
      guard let data = FileManager.default.contents(atPath: path) else { return [] }
      return found(in: Array(data)).map { "\($0) in \(path)" }
    }
  }

  /// All files below a folder.
  public static func files(below folder: String, but exceptions: [String] = []) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { name in !exceptions.contains { name == $0 || name.hasPrefix($0 + "/") } }
      .map { folder + "/" + $0 }
      .filter {
        let type = try? FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType
        return type == .typeRegular
      }
  }

  private static func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
