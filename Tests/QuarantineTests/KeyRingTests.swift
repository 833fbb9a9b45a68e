import Glibc
import PosternKit
import Testing

@testable import Quarantine

@Suite("Keys")
struct KeyRingTests {
  private func fault(_ folder: String, apartFrom state: String? = nil) throws -> KeyRingError {
    try #require(throws: KeyRingError.self) { try KeyRing.load(folder, apartFrom: state) }
  }

  @Test("a key is made only when asked for, and stays the same from then on")
  func create() throws {
    let folder = try TemporaryFolder()
    #expect(try fault(folder.file("keys")).kind == .missing)
    let first = try KeyRing.load(folder.file("keys"), create: true)
    #expect(try KeyRing.load(folder.file("keys"), create: true).currentID == first.currentID)
    #expect(try KeyRing.load(folder.file("keys")).currentID == first.currentID)
    #expect(try Sample.names(folder.file("keys")) == ["master.key"])
  }

  @Test("a key of the wrong length, one that others may read, and one that is no file are refused by path")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("master.key")
    for count in [0, 31, 33] {
      try Sample.write([UInt8](repeating: 7, count: count), to: path)
      chmod(path, 0o400)
      #expect(try fault(folder.path).kind == .wrongLength)
      unlink(path)
    }
    try Sample.write([UInt8](repeating: 7, count: 32), to: path)
    for mode: mode_t in [0o440, 0o404, 0o644] {
      chmod(path, mode)
      let error = try fault(folder.path)
      #expect(error.kind == .tooOpen)
      #expect(error.description.hasPrefix(path + ": "))
    }
    unlink(path)
    mkdir(path, 0o700)
    #expect(try fault(folder.path).kind == .unreadable)
  }

  @Test("keys under the state folder are refused, through a link, too")
  func apart() throws {
    let folder = try TemporaryFolder()
    let state = folder.file("state")
    mkdir(state, 0o700)
    #expect(try fault(state + "/keys", apartFrom: state).kind == .insideState)
    let inside = try KeyRing.load(state + "/keys", create: true)
    let error = try #require(throws: QuarantineError.self) { try QuarantineStore.open(state: state, keys: inside) }
    #expect(error.kind == .keysInsideState)
    symlink(state + "/keys", folder.file("link"))
    #expect(try fault(folder.file("link"), apartFrom: state).kind == .insideState)
    #expect(try KeyRing.load(folder.file("state-keys"), create: true, apartFrom: state).currentID != inside.currentID)
  }

  @Test("a wrong key is noticed when the store is opened, and names the key that is missing")
  func wrongKey() throws {
    let sample = try Sample()
    _ = try sample.open().hold(sampleMessage(), content: sampleContent())
    let right = try KeyRing.load(sample.keys).currentID
    let wrong = try KeyRing.load(sample.folder.file("others"), create: true)
    let error = try #require(throws: QuarantineError.self) {
      try QuarantineStore.open(state: sample.state, keys: wrong)
    }
    #expect(error.kind == .keyMissing)
    #expect(error.description.contains(right))
  }

  @Test("an older key beside the one in use still opens what it sealed")
  func olderKey() throws {
    let sample = try Sample()
    let id = try sample.open().hold(sampleMessage(), content: sampleContent()).id
    rename(sample.keys + "/master.key", sample.keys + "/2026.key")
    let store = try sample.open()
    #expect(try store.show(id).message == sampleMessage())
    #expect(try store.verifyAudit() == [])
  }
}
