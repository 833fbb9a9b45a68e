import Foundation

/// A real Chromium without a window, driven by chromedriver and Python's Selenium. It ends with this object.
///
/// Fields are named by their label, buttons and links by what is written on them: what a person goes by.
public final class Browser {
  private let process = Process()
  private let commands = Pipe()
  private let answers = Pipe()
  private var rest = Data()
  private let folder: TemporaryFolder

  /// - Throws: `KitError.missing` where Chromium is not installed.
  public init() throws {
    let programs = [
      ("/usr/bin/chromium", "chromium"), ("/usr/bin/chromedriver", "chromium-driver"),
      ("/usr/lib/python3/dist-packages/selenium", "python3-selenium"),
    ]
    for (path, package) in programs where !FileManager.default.fileExists(atPath: path) {
      throw KitError.missing(program: path, package: package)
    }
    folder = try TemporaryFolder("postern-browser")
    let here = (#filePath as NSString).deletingLastPathComponent
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [
      here + "/drive.py", programs[0].0, programs[1].0, folder.file("profile"), here + "/check.js",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["HOME": folder.path, "TMPDIR": folder.path, "SE_OFFLINE": "true"]) { $1 }
    process.standardInput = commands
    process.standardOutput = answers
    process.standardError = FileHandle(forWritingAtPath: "/dev/null")
    try process.run()
    _ = try answer(to: "start")
  }

  deinit { stop() }

  /// Ends it, and waits for that.
  public func stop() {
    try? commands.fileHandleForWriting.close()
    if process.isRunning { process.waitUntilExit() }
  }

  public func open(_ url: String) throws { _ = try run("open", ["url": url]) }

  /// Types into a field.
  public func fill(_ label: String, _ text: String) throws { _ = try run("fill", ["label": label, "text": text]) }

  /// Sets a field to what no keyboard types.
  public func put(_ label: String, _ text: String) throws { _ = try run("put", ["label": label, "text": text]) }

  public func select(_ label: String, _ option: String) throws {
    _ = try run("select", ["label": label, "option": option])
  }

  /// Clicks a box or a radio button.
  public func choose(_ label: String) throws { _ = try run("choose", ["label": label]) }

  /// Clicks a button or a link, and waits for the page that it leads to.
  public func press(_ name: String) throws { _ = try run("press", ["name": name]) }

  /// Types without looking where: a name of Selenium's `Keys` ("TAB", "ENTER") or characters.
  public func keys(_ keys: String) throws { _ = try run("keys", ["keys": keys]) }

  /// What a person reads on the page; nothing while another one is on its way.
  public func text() throws -> String { try run("text") as? String ?? "" }

  /// Waits until the page says something: an answer may take its time.
  /// - Throws: `BrowserError` when it has not come in half a minute.
  public func wait(for words: String) throws { _ = try run("wait", ["words": words]) }

  /// Waits until the page's address ends so.
  /// - Throws: `BrowserError` when it has not come in half a minute.
  public func wait(forURL end: String) throws { _ = try run("wait_url", ["end": end]) }

  public func title() throws -> String { try run("title") as? String ?? "" }

  public func url() throws -> String { try run("url") as? String ?? "" }

  public func back() throws { _ = try run("back") }

  /// Runs JavaScript that ends in `return`.
  public func script(_ code: String) throws -> Any? { try run("script", ["code": code]) }

  public func cookies() throws -> [String: String] {
    let list = try run("cookies") as? [[String: String]] ?? []
    return Dictionary(list.map { ($0["name"] ?? "", $0["value"] ?? "") }) { $1 }
  }

  /// Gives the page's host a cookie, as an answer of its own would.
  public func cookie(_ name: String, _ value: String) throws {
    _ = try run("cookie", ["name": name, "value": value])
  }

  /// Loses all cookies.
  public func forget() throws { _ = try run("forget") }

  /// In CSS pixels.
  public func size(_ width: Int, _ height: Int) throws { _ = try run("size", ["width": width, "height": height]) }

  /// `light` or `dark`.
  public func scheme(_ name: String) throws { _ = try run("scheme", ["name": name]) }

  /// Whether pages may run scripts.
  public func scripts(_ on: Bool) throws { _ = try run("scripts", ["on": on]) }

  /// A picture of the whole page, as PNG.
  public func shot(_ path: String) throws { _ = try run("shot", ["path": path]) }

  /// What WCAG 2.2 AA asks and this page lacks, as far as a program can tell (`check.js`).
  public func complaints() throws -> [String] { try run("complaints") as? [String] ?? [] }

  /// The accessibility tree: role and name of each node, in order.
  public func tree() throws -> [(role: String, name: String)] {
    (try run("tree") as? [[String: Any]] ?? []).map { ("\($0["role"] ?? "")", "\($0["name"] ?? "")") }
  }

  /// Warnings and errors on the browser's console since the last call.
  public func log() throws -> [String] { try run("log") as? [String] ?? [] }

  /// Addresses that were asked for since the last call.
  public func requested() throws -> [String] { try run("requested") as? [String] ?? [] }

  private func run(_ command: String, _ arguments: [String: Any] = [:]) throws -> Any? {
    var line = try JSONSerialization.data(withJSONObject: arguments.merging(["do": command]) { $1 })
    line.append(0x0A)
    try commands.fileHandleForWriting.write(contentsOf: line)
    return try answer(to: command)
  }

  private func answer(to command: String) throws -> Any? {
    while true {
      if let end = rest.firstIndex(of: 0x0A) {
        let line = Data(rest[rest.startIndex..<end])
        rest = Data(rest[rest.index(after: end)...])
        let answer = try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
        if let error = answer["error"] as? String { throw BrowserError(description: "\(command): \(error)") }
        return answer["value"]
      }
      let more = answers.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BrowserError(description: "the browser ended at '\(command)'") }
      rest.append(more)
    }
  }
}

/// What the browser could not do.
public struct BrowserError: Error, CustomStringConvertible {
  public let description: String
}
