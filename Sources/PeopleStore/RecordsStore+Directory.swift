import Foundation
import Glibc
public import People

/// The last good copy of what a directory says of lists, sealed as the records are.
extension RecordsStore {
  private static let directoryKey = "directory "

  /// nil where there is none.
  /// - Throws: `RecordsError`.
  public func loadDirectory() throws(RecordsError) -> ListBook? {
    guard let bytes = try latest(directory, Self.directoryKey) else { return nil }
    guard let book = try? JSONDecoder().decode(ListBook.self, from: Data(bytes)) else {
      throw RecordsError(.damaged, directory.path)
    }
    return book
  }

  /// Puts what was read in place of the last copy; where that says the same, notes only that it was so now.
  /// - Returns: whether it has changed.
  @discardableResult
  public func save(directory book: ListBook) throws(RecordsError) -> Bool {
    // A copy that cannot be read is replaced.
    if let last = try? loadDirectory(), last == book, utimes(directory.path, nil) == 0 { return false }
    let bytes: [UInt8]
    do { bytes = Array(try JSONEncoder().encode(book)) } catch {
      throw RecordsError(.unwritable, directory.path, "\(error)")
    }
    try replace(directory, by: bytes, Self.directoryKey)
    return true
  }

  /// When the directory answered last; Unix time in seconds, nil where it never did.
  public var directoryReadAt: Int64? {
    var status = stat()
    return stat(directory.path, &status) == 0 ? Int64(status.st_mtim.tv_sec) : nil
  }

  /// Changes with each new copy, and only then.
  public var directoryVersion: String? { (try? directory.keyName()) ?? nil }

  /// Removes the copy of a directory that is not asked any more.
  public func forgetDirectory() { unlink(directory.path) }
}
