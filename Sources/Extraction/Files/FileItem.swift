import MIME

/// A body or file as it is looked at: the bytes go beside it.
struct FileItem {
  var name: String?
  /// As declared, lower case; empty where nothing is.
  var type = ""
  var charset: String?
  /// format=flowed and its DelSp (RFC 3676).
  var isFlowed = false
  var deletesSpace = false
  var isAttachment = true
  /// Where it stands, in words.
  var words: String
  /// Files around it.
  var depth = 0

  /// A part of a message.
  init(_ part: MIMEPart, words: String, depth: Int) {
    name = part.name
    type = part.type
    charset = part.charset
    isFlowed = part.parameters["format"]?.lowercased() == "flowed"
    deletesSpace = part.parameters["delsp"]?.lowercased() == "yes"
    isAttachment = part.isAttachment
    self.words = words
    self.depth = depth
  }

  /// A file inside another.
  init(name: String, words: String, depth: Int) {
    self.name = name
    self.words = words
    self.depth = depth
  }
}
