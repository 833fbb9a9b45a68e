/// PowerPoint presentations, shows, templates and their macro kinds (PresentationML, ECMA-376 part 1 §19).
enum PowerPointReader: DocumentReader {
  static func read(_ file: DocumentFile, budget: inout DocumentBudget) -> DocumentReading {
    var walk = PackageWalk(file, budget)
    let deck = Deck()
    walk.run { name in
      if name == "ppt/presentation.xml" { return .xml(deck) { _ in } }
      guard name.hasSuffix(".rels"), name.hasPrefix("ppt/_rels/presentation") || name.hasPrefix("ppt/slides/_rels/")
      else {
        return .skip
      }
      let links = Relationships(part: name)
      return .xml(links) { _ in deck.links[name] = links.targets }
    }
    deck.finishIndex()
    walk.run { name in use(name, deck) }
    walk.finish()
    if deck.isProtected, walk.reading.protection == .none { walk.reading.protection = .editOnly }
    budget = walk.budget
    return walk.reading
  }

  private static func use(_ name: String, _ deck: Deck) -> PackageWalk.Use {
    guard name.hasPrefix("ppt/"), name.hasSuffix(".xml") else { return OfficeParts.use(name) }
    let folder = name.dropFirst(4).prefix { $0 != "/" }
    switch folder {
    case "presentation.xml", "presprops.xml", "viewprops.xml", "tablestyles.xml", "revisioninfo.xml", "authors.xml",
      "commentauthors.xml", "tags", "changesinfos":
      return .skip
    case "slides":
      let slide = DrawingHandler(size: deck.size)
      let place = deck.place(ofSlide: name)
      return .xml(slide) { reading in
        let kind = slide.isShown ? TextKind.visible : .hiddenSlide
        slide.take(into: &reading, kind: kind, place: place + (slide.isShown ? "" : " (hidden)"))
        if !slide.isShown { reading.note("\(place) is hidden") }
      }
    case "notesslides":
      let notes = DrawingHandler()
      let place = deck.place(ofNotes: name)
      return .xml(notes) { reading in
        notes.take(into: &reading, kind: .speakerNotes, place: place + "speaker notes")
        if notes.visible.joined().contains(where: \.isLetter) {
          reading.note("\(place)has speaker notes".replacing(" › has", with: " has"))
        }
      }
    case "comments":
      let comments = XMLTextHandler()
      return .xml(comments) { reading in
        reading.add(comments.result, kind: .comment, place: "comments")
        if !comments.result.isEmpty { reading.note("it has comments") }
      }
    case "slidemasters", "slidelayouts", "notesmasters", "handoutmasters":
      let master = DrawingHandler(showsPlaceholders: false)
      return .xml(master) { reading in
        master.take(into: &reading, kind: .headerFooter, place: "slide master")
        reading.add(master.placeholders.joined(separator: "\n"), kind: .property, place: "slide master › prompts")
      }
    default: return OfficeParts.use(name)
    }
  }
}

/// What a presentation says of its slides.
final class Deck: XMLHandler {
  /// Name of a part with links → its targets.
  var links: [String: [String: String]] = [:]
  private(set) var size: (width: Int, height: Int)?
  private(set) var isProtected = false
  private var relations: [String] = []
  private var numbers: [String: Int] = [:]
  private var notes: [String: Int] = [:]

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "sldId": if let relation = attributes.relation() { relations.append(relation) }
    case "sldSz":
      if let width = attributes["cx"].flatMap({ Int($0) }), let height = attributes["cy"].flatMap({ Int($0) }) {
        size = (width, height)
      }
    case "modifyVerifier": isProtected = true
    default: break
    }
  }

  func end(_ name: XMLName) {}
  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  func finishIndex() {
    let targets = links.first { $0.key.hasPrefix("ppt/_rels/presentation") }?.value ?? [:]
    for (number, relation) in relations.enumerated() {
      if let part = targets[relation] { numbers[part] = number + 1 }
    }
    for (part, targets) in links where part.hasPrefix("ppt/slides/_rels/") {
      let slide = "ppt/slides/" + (part.split(separator: "/").last ?? "").dropLast(5)
      for target in targets.values where target.hasPrefix("ppt/notesslides/") { notes[target] = numbers[slide] }
    }
  }

  /// "slide 3".
  func place(ofSlide part: String) -> String {
    "slide \(numbers[part].map(String.init) ?? String(part.filter(\.isNumber)))"
  }

  /// "slide 3 › ", or nothing where no slide owns the notes.
  func place(ofNotes part: String) -> String { notes[part].map { "slide \($0) › " } ?? "" }
}
