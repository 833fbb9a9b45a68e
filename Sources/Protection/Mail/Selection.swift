import MIME

/// Which parts of a message an order means, and which of them are left as they are.
struct Selection {
  /// Attachments and forwarded messages to protect, in order.
  private(set) var files: [Int] = []
  /// Subtrees of the message's own texts to protect, in order.
  private(set) var bodies: [Int] = []
  /// What nobody reads as it is.
  private(set) var locked: [Int] = []

  /// - Throws: where the order cannot be followed without leaving something in clear.
  init(_ order: ProtectionOrder, _ tree: PartTree) throws(ProtectionFailure) {
    guard let root = tree.root else { throw .ambiguous }
    var includesBody = order.includesBody
    switch order.parts {
    case .attachments:
      for (index, unit) in tree.units(at: root) {
        switch unit {
        case .file: files.append(index)
        case .locked: locked.append(index)
        case .signed where tree.leaves(at: index).contains(where: { tree.parts[$0].isAttachment }):
          throw .signed(tree.parts[index].number)
        case .signed, .body: break
        }
      }
    case .numbered(let numbers):
      for number in numbers {
        guard let index = tree.index(of: number) else { throw .unknownPart(number) }
        for (index, unit) in tree.units(at: tree.whole(of: index)) {
          switch unit {
          case .file: if !files.contains(index) { files.append(index) }
          case .locked: if !locked.contains(index) { locked.append(index) }
          case .signed: throw .signed(tree.parts[index].number)
          case .body: includesBody = true
          }
        }
      }
      files.sort()
    }
    if includesBody {
      if let signed = tree.units(at: root).first(where: { $0.unit == .signed }) {
        throw .signed(tree.parts[signed.index].number)
      }
      bodies = tree.bodies(at: root)
    }
    try check(tree)
  }

  var isEmpty: Bool { files.isEmpty && bodies.isEmpty }

  /// What is written into a text goes or stays with it; what another program would read differently must go whole.
  private func check(_ tree: PartTree) throws(ProtectionFailure) {
    let going = files + bodies
    for (index, part) in tree.parts.enumerated() {
      guard let reading = part.reading,
        !going.contains(where: { tree.isInside(index, $0) || isReading(part, of: tree.parts[$0]) })
      else { continue }
      switch reading {
      case .embeddedFile: if !isInLocked(index, tree) { throw .writtenIntoText(part.number) }
      case .otherBoundary, .otherHeader: throw .ambiguous
      case .strictPrefix, .raw: break
      }
    }
  }

  private func isInLocked(_ index: Int, _ tree: PartTree) -> Bool { locked.contains { tree.isInside(index, $0) } }

  /// Another reading of a part has its number.
  private func isReading(_ part: MIMEPart, of usual: MIMEPart) -> Bool {
    part.number == usual.number || part.number.hasPrefix(usual.number + ".")
  }
}
