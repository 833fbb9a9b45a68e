/// Word documents, templates and their macro kinds (WordprocessingML, ECMA-376 part 1 §17).
enum WordReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var walk = PackageWalk(file, budget)
    let styles = WordStyles()
    let settings = WordSettings()
    walk.run { name in
      switch name {
      case "word/styles.xml": .xml(styles) { _ in }
      case "word/settings.xml": .xml(settings) { _ in }
      default: .skip
      }
    }
    let tally = WordTally()
    walk.run { name in use(name, styles, tally) }
    walk.finish()
    if settings.isProtected, walk.reading.protection == .none { walk.reading.protection = .editOnly }
    tally.note(&walk.reading)
    budget = walk.budget
    return walk.reading
  }

  private static func use(_ name: String, _ styles: WordStyles, _ tally: WordTally) -> PackageWalk.Use {
    guard name.hasPrefix("word/"), name.hasSuffix(".xml"), !name.dropFirst(5).contains("/") else {
      if name == "word/glossary/document.xml" { return flow(styles, .property, "building blocks", tally) }
      return name.hasPrefix("word/glossary/") && !name.contains("/embeddings/") && !name.contains("/media/")
        ? .skip : OfficeParts.use(name)
    }
    let part = name.dropFirst(5).dropLast(4)
    if part.hasPrefix("document") { return flow(styles, .visible, "", tally) }
    if part.hasPrefix("header") { return flow(styles, .headerFooter, "header", tally) }
    if part.hasPrefix("footer") { return flow(styles, .headerFooter, "footer", tally) }
    if part.hasPrefix("footnotes") { return flow(styles, .footnote, "footnotes", tally) }
    if part.hasPrefix("endnotes") { return flow(styles, .footnote, "endnotes", tally) }
    if part == "comments" { return flow(styles, .comment, "comments", tally) }
    switch part {
    case "styles", "settings", "websettings", "fonttable", "numbering", "styleswitheffects", "people", "commentsids",
      "commentsextended", "commentsextensible":
      return .skip
    default: return OfficeParts.use(name)
    }
  }

  private static func flow(
    _ styles: WordStyles, _ kind: TextKind, _ place: String, _ tally: WordTally
  ) -> PackageWalk.Use {
    let handler = WordHandler(styles: styles.hidden)
    return .xml(handler) { reading in handler.take(into: &reading, kind: kind, place: place, tally) }
  }
}

/// What of a Word document is hidden, counted over its parts.
final class WordTally {
  var deletions = 0
  var hiddenRuns = 0
  var comments = 0

  func note(_ reading: inout DocumentReading) {
    if deletions > 0 {
      reading.note(
        deletions == 1
          ? "one deletion is kept as a tracked change" : "\(deletions) deletions are kept as tracked changes")
    }
    if hiddenRuns > 0 { reading.note("it has hidden, white or tiny text") }
    if comments > 0 { reading.note(comments == 1 ? "it has a comment" : "it has \(comments) comments") }
  }
}

/// Which styles hide text, by themselves or by the one they are based on.
final class WordStyles: XMLHandler {
  private(set) var hidden: Set<String> = []
  private var id = ""
  private var isInRun = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "style": id = attributes["styleId"] ?? ""
    case "rPr": isInRun = true
    case "basedOn": if let base = attributes["val"], hidden.contains(base), !id.isEmpty { hidden.insert(id) }
    case "vanish": if isInRun, !id.isEmpty, WordHandler.isOn(attributes) { hidden.insert(id) }
    case "color": if isInRun, !id.isEmpty, WordHandler.isWhite(attributes["val"]) { hidden.insert(id) }
    case "shd", "highlight": if !id.isEmpty { hidden.remove(id) }
    default: break
    }
  }

  func end(_ name: XMLName) {
    if name == "style" { id = "" } else if name == "rPr" { isInRun = false }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// Whether editing is restricted (§17.15.1.29, §17.15.1.93).
final class WordSettings: XMLHandler {
  private(set) var isProtected = false

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "documentProtection": if attributes.isOn("enforcement") { isProtected = true }
    case "writeProtection": isProtected = true
    default: break
    }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}
