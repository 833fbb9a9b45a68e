/// What a group of an RTF file inherits from the one around it.
struct RTFState {
  /// Where text goes.
  enum Sink: Equatable {
    case body
    case headers, notes, comments
    /// A property of the document: \title, \author.
    case property
    /// \fonttbl: its charsets are kept, its names are not text.
    case fonts
    /// \fldinst: what a field tells the program to do, such as a link's target.
    case field
    /// Hexadecimal bytes of an embedded object, and of a picture.
    case object, picture
    /// Text that a program must not show.
    case nowhere
  }

  var sink = Sink.body
  var isHidden = false
  var isDeleted = false
  var isTiny = false
  /// Numbers in the table of colours, and whether something dark may lie behind.
  var colour: Int?
  var hasBackground = false
  /// Within \colortbl.
  var isColours = false
  /// Characters that stand in for a \uN, for programs that do not know it.
  var skip = 1
  var charset: String?
  var font: Int?
  var isInTable = false
  /// The next word decides whether the group is known: \*.
  var isOptional = false

  /// Destinations whose text is the document's own ("Destination" words of the specification).
  static let shown: [String: Sink] = [
    "header": .headers, "headerl": .headers, "headerr": .headers, "headerf": .headers, "footer": .headers,
    "footerl": .headers, "footerr": .headers, "footerf": .headers, "footnote": .notes, "annotation": .comments,
    "atnid": .comments, "atnauthor": .comments, "title": .property, "subject": .property, "author": .property,
    "manager": .property, "company": .property, "operator": .property, "category": .property,
    "keywords": .property, "comment": .property, "doccomm": .property, "hlinkbase": .property,
    "propname": .property, "staticval": .property, "fonttbl": .fonts, "fldinst": .field, "objdata": .object,
    "pict": .picture, "fldrslt": .body, "shptxt": .body, "shprslt": .nowhere, "result": .nowhere,
    "bkmkstart": .property, "nonshppict": .nowhere, "shppict": .body, "listtext": .body, "pntext": .body,
    "object": .body, "field": .body, "shp": .body, "shpinst": .body, "upr": .nowhere, "ud": .body,
    "revtbl": .property, "xe": .property, "tc": .property, "sp": .nowhere, "formfield": .property,
    "ffname": .property, "ffdeftext": .property, "ffl": .property, "ffentrytext": .property,
  ]

  /// Destinations without \* whose text is no text.
  static let skipped: Set<String> = [
    "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator", "info", "filetbl", "themedata",
    "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "objclass", "objname", "objalias", "objsect",
    "blipuid", "blipname", "private", "passwordhash", "userprops", "docvar", "mmath", "mmathPr", "wgrffmtfilter",
    "pnseclvl", "pgptbl", "background", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "fchars", "lchars", "falt",
    "panose",
    "fontemb", "creatim", "revtim", "printim", "buptim", "bkmkend", "atrfstart", "atrfend", "atndate", "atnref",
    "atntime", "keycode", "template", "listname", "leveltext", "levelnumbers", "picprop", "htmltag",
  ]
}
