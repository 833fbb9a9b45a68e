import Extraction
public import MIME

/// A message with its attachments under a password: what is to be put into it, and what became of each part.
public struct ProtectionWork {
  /// In order, none within another. Empty when all that was asked for is locked already.
  public var splices: [Splice]
  public var parts: [ProtectedPart]

  public init(splices: [Splice], parts: [ProtectedPart]) {
    self.splices = splices
    self.parts = parts
  }

  /// A bare file of `size` bytes, which is replaced as a whole.
  public init(file: FileProtector.Result, size: Int) {
    let isChanged = file.outcome != .alreadyLocked
    self.init(
      splices: isChanged ? [Splice(0..<size, [.bytes(file.bytes)])] : [],
      parts: [ProtectedPart(number: "", outcome: file.outcome)])
  }
}

/// Protects parts of a message, and leaves every other byte of it as it is.
public enum MessageProtector {
  /// Files in one archive.
  static let longestList = 2_000

  /// - Parameters:
  ///   - bytes: the message as it went over the wire, any line ends.
  ///   - limits: what bounds the reading; beyond them nothing is protected.
  /// - Throws: where not all of what was asked for can be protected; then nothing is.
  public static func protect(
    _ bytes: UnsafeRawBufferPointer, _ order: ProtectionOrder, limits: ReadingLimits = ReadingLimits()
  ) throws(ProtectionFailure) -> ProtectionWork {
    let message = MessageReader.read(bytes, limits: limits)
    let beyond: Set<Ambiguity.Kind> = [.nestedTooDeep, .tooManyParts, .tooLarge, .headerTruncated]
    guard !message.ambiguities.contains(where: { beyond.contains($0.kind) }) else { throw .tooLarge }
    let tree = PartTree(message)
    guard tree.isDisjoint else { throw .ambiguous }
    let selection = try Selection(order, tree)
    var plan = Plan(bytes: bytes, tree: tree, order: order)
    plan.leave(selection.locked)
    let (files, locked) = Self.sorted(selection.files, tree)
    plan.leave(locked)
    guard !files.isEmpty || !selection.bodies.isEmpty else {
      guard !plan.parts.isEmpty else { throw .nothingToProtect }
      return ProtectionWork(splices: [], parts: plan.parts)
    }
    guard files.count + selection.bodies.count <= longestList else { throw .tooLarge }
    try plan.protect(files, bodies: selection.bodies)
    return ProtectionWork(splices: try plan.checkedSplices(), parts: plan.parts.sorted { $0.number < $1.number })
  }

  /// Those to protect, with what can be done to them, and those that nobody reads as they are.
  private static func sorted(_ files: [Int], _ tree: PartTree) -> (files: [(Int, Lockability)], locked: [Int]) {
    var found: (files: [(Int, Lockability)], locked: [Int]) = ([], [])
    for index in files {
      let part = tree.parts[index]
      let isMail = part.message != nil || part.type.hasPrefix("message/")
      let kind =
        isMail
        ? .other(reason: nil) : part.content.withBytes { Lockability($0, type: part.type, name: part.name) }
      if kind == .locked { found.locked.append(index) } else { found.files.append((index, kind)) }
    }
    return found
  }
}
