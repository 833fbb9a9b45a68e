/// One part's links to others and to the outside (ECMA-376 part 2 §9).
final class Relationships: XMLHandler {
  private(set) var targets: [String: String] = [:]
  private(set) var external: [String] = []
  /// The folder that targets are relative to: "xl/worksheets/".
  private let folder: String

  /// - Parameter part: the name of the part with the links: "xl/worksheets/_rels/sheet1.xml.rels".
  init(part: String) {
    let pieces = part.split(separator: "/").map(String.init)
    folder = pieces.dropLast(2).map { $0 + "/" }.joined()
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
    if attributes["TargetMode"]?.lowercased() == "external" {
      if external.count < 20_000 { external.append(target) }
    } else {
      targets[id] = resolve(target)
    }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  /// The part that a target names, from the package's root.
  private func resolve(_ target: String) -> String {
    if target.hasPrefix("/") { return PackageWalk.normal(target) }
    var pieces: [Substring] = []
    for piece in (folder + target).split(separator: "/") {
      if piece == ".." { _ = pieces.popLast() } else if piece != "." { pieces.append(piece) }
    }
    return PackageWalk.normal(pieces.joined(separator: "/"))
  }
}
