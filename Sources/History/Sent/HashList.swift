import Foundation

/// Hashes of one length, put together in the order in which they came, none of them twice.
struct HashList {
  private(set) var data: Data
  private var seen: Set<Data>
  private let most: Int

  /// - Parameters:
  ///   - data: what is there already.
  ///   - length: of each, in bytes.
  ///   - most: how many there may be; those that come later are left out.
  init(_ data: Data, length: Int, most: Int) {
    self.data = data
    self.most = most
    seen = Set(Self.parts(data, length))
  }

  mutating func insert(_ hash: Data) {
    if seen.count < most, seen.insert(hash).inserted { data += hash }
  }

  static func parts(_ data: Data, _ length: Int) -> [Data] {
    stride(from: 0, to: data.count - length + 1, by: length).map { data.dropFirst($0).prefix(length) }.map { Data($0) }
  }
}
