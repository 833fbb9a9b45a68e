/// A page with forms in it, as somebody has it before them.
public struct FormPage {
  public let client: WebClient
  public let answer: WebClient.Answer

  /// Gets a page.
  /// - Parameter target: its path and query.
  public init(_ client: WebClient, _ target: String) throws(KitError) {
    self.client = client
    answer = try client.get(target)
  }

  /// A page that was the answer to a form.
  public init(_ client: WebClient, _ answer: WebClient.Answer) {
    self.client = client
    self.answer = answer
  }

  /// The hidden fields of the form that goes to a path.
  public func hidden(_ path: String) -> [(String, String)] {
    guard
      let form = answer.text.split(separator: "<form ").dropFirst().first(where: {
        $0.contains("method=\"post\" action=\"\(path)\"")
      })
    else { return [] }
    let own = form.split(separator: "</form>").first ?? form
    return own.matches(of: #/<input type="hidden" name="([^"]*)" value="([^"]*)">/#).map {
      (String($0.1), String($0.2))
    }
  }

  /// Presses the button of the form that goes to a path.
  /// - Parameter fields: what was filled in.
  public func send(_ path: String, _ fields: [(String, String)] = []) throws(KitError) -> WebClient.Answer {
    try client.post(path, hidden(path) + fields)
  }
}
