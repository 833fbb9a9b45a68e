/// A link to a file that somebody keeps elsewhere: the mail carries it without holding it.
public struct ShareLink: Hashable, Sendable {
  /// Where the file is kept.
  public enum Service: String, CaseIterable, Codable, Sendable, Hashable {
    case oneDrive = "onedrive"
    case sharePoint = "sharepoint"
    case googleDrive = "google-drive"
    case dropbox
    case weTransfer = "wetransfer"
    case box
    case iCloud = "icloud"
    case mega
    /// One of the smaller services for sending files.
    case other
  }

  public var service: Service
  public var place: Place

  public init(_ service: Service, place: Place) {
    self.service = service
    self.place = place
  }
}

extension ShareLink {
  /// The link's service by its host and the start of its path, both in lower case; nil for any other link.
  static func service(host: Substring, path: Substring) -> Service? {
    func isAt(_ domain: String) -> Bool { host == domain || host.hasSuffix("." + domain) }
    if isAt("1drv.ms") || isAt("onedrive.live.com") || isAt("onedrive.com") { return .oneDrive }
    // A person's own drive in a tenant is "tenant-my.sharepoint.com".
    if isAt("sharepoint.com") { return host.split(separator: ".")[0].hasSuffix("-my") ? .oneDrive : .sharePoint }
    if isAt("drive.google.com") || isAt("docs.google.com") || isAt("photos.app.goo.gl") || isAt("photos.google.com") {
      return .googleDrive
    }
    if isAt("dropbox.com") || isAt("db.tt") || isAt("dropboxusercontent.com") { return .dropbox }
    if isAt("wetransfer.com") || isAt("we.tl") { return .weTransfer }
    if isAt("box.com") || isAt("box.net") { return .box }
    if isAt("share.icloud.com")
      || (isAt("icloud.com") && (path.hasPrefix("/iclouddrive") || path.hasPrefix("/sharedalbum")))
    {
      return .iCloud
    }
    if isAt("mega.nz") || isAt("mega.io") { return .mega }
    let others = [
      "mediafire.com", "pcloud.link", "fromsmash.com", "transfernow.net", "hightail.com", "tresorit.com", "egnyte.com",
      "filemail.com", "sendspace.com", "sync.com", "wesendit.com", "swisstransfer.com",
    ]
    if others.contains(where: isAt) { return .other }
    // SharePoint under a name of the school's own: "/:f:/s/Pastoral/…".
    if path.hasPrefix("/:"), path.dropFirst(3).hasPrefix(":/") { return .sharePoint }
    return isStorage(host) && isShared(path) ? .other : nil
  }

  /// A word in the host of a service that keeps files: "drive.example.org", "my-dropvault.example".
  private static func isStorage(_ host: Substring) -> Bool {
    ["drive", "drop", "cloud", "share", "vault", "transfer", "storage", "upload"].contains { host.contains($0) }
  }

  /// How such services write the way to a shared file or folder.
  private static func isShared(_ path: Substring) -> Bool {
    [
      "/s/", "/sh/", "/f/", "/d/", "/scl/", "/share/", "/shared/", "/folder/", "/folders/", "/file/", "/files/",
      "/download/",
    ]
    .contains { path.contains($0) }
  }

  /// The links in some texts, in their order, each service once in a place, at most a thousand.
  static func all(in texts: some Sequence<ExtractedText>) -> [ShareLink] {
    var found: [ShareLink] = []
    var seen: Set<ShareLink> = []
    for text in texts {
      for service in services(in: text.content) {
        let link = ShareLink(service, place: text.place)
        guard seen.insert(link).inserted else { continue }
        found.append(link)
        if found.count == 1000 { return found }
      }
    }
    return found
  }

  /// A scheme's end, also as it stands inside another link: mail gateways wrap links so.
  private static let marks = ["://", "%3A%2F%2F", "%3a%2f%2f"].map { Array($0.utf8) }

  /// Each once, in the order in which they stand there.
  private static func services(in content: ExtractedText.Content) -> [Service] {
    var found: [Service] = []
    switch content {
    case .prose(let prose): addServices(in: prose, to: &found)
    // A link ends at its cell's end at the latest, and each mark holds a colon or a percent sign.
    case .table(let table):
      for row in table.rows {
        for cell in row where cell.holds(0x3A) || cell.holds(0x25) { addServices(in: cell, to: &found) }
      }
    }
    return found
  }

  private static func addServices(in text: String, to found: inout [Service]) {
    var text = text
    text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var place = 0
      while let hit = Self.next(bytes, from: place) {
        place = hit
        let rest = UnsafeRawBufferPointer(rebasing: bytes[hit..<min(hit + 300, bytes.count)])
        let link = String(decoding: rest, as: UTF8.self).lowercased().replacing("%2f", with: "/")
          .prefix { !$0.isWhitespace && !"\"<>".contains($0) }
        let host = link.prefix { $0.isLetter || $0.isNumber || ".-".contains($0) }
        let service = service(host: host, path: link[host.endIndex...])
        if let service, !found.contains(service) { found.append(service) }
      }
    }
  }

  /// Where a link's host begins.
  private static func next(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    marks.compactMap { mark in bytes.firstPlace(of: mark, from: start).map { $0 + mark.count } }.min()
  }
}
