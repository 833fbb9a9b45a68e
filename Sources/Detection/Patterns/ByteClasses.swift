/// Bytes that no instruction of a program tells from one another, as one class each.
struct ByteClasses: Sendable {
  let ofByte: [UInt8]
  /// A byte of each class.
  let examples: [UInt8]

  var count: Int { examples.count }

  init(_ instructions: [PatternProgram.Instruction]) {
    var sets: Set<ByteSet> = []
    for instruction in instructions {
      switch instruction {
      case .byte(let byte): sets.insert(ByteSet([byte]))
      case .set(let set): sets.insert(set)
      default: break
      }
    }
    var classes: [[Bool]: UInt8] = [:]
    var examples: [UInt8] = []
    ofByte = (0...255).map { byte in
      let told = sets.map { $0.contains(UInt8(byte)) }
      if let known = classes[told] { return known }
      let number = UInt8(examples.count)
      classes[told] = number
      examples.append(UInt8(byte))
      return number
    }
    self.examples = examples
  }
}
