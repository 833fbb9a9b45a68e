import Foundation
import Gateway

/// A line of standard input of a batch: a request, or what can be told of one that is none.
enum RequestLine<Request: Decodable> {
  case request(Request)
  /// Not a whole request, but it says which one it is: it gets its answer.
  case broken(RequestID, reason: String)
  case nameless(reason: String)

  init(_ line: String) {
    let data = Data(line.utf8)
    do {
      self = .request(try JSONDecoder().decode(Request.self, from: data))
    } catch {
      let reason = Self.words(error)
      if let id = (try? JSONDecoder().decode(Named.self, from: data))?.id ?? Self.id(inBroken: line) {
        self = .broken(id, reason: "the request cannot be used: " + reason)
      } else {
        self = .nameless(reason: reason)
      }
    }
  }

  private struct Named: Decodable { var id: RequestID }

  /// The id of a line that is no whole JSON, as when its writer was cut off.
  private static func id(inBroken line: String) -> RequestID? {
    let pattern = #/\s*\{(?:[^{}]*?,)?\s*"id"\s*:\s*(?<value>"(?:[^"\\]|\\.)*"|-?\d+)/#
    guard let match = line.prefixMatch(of: pattern) else { return nil }
    return try? JSONDecoder().decode(RequestID.self, from: Data(match.value.utf8))
  }

  /// What is wrong, without a word of what the line holds: it may be a person's data.
  private static func words(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "the key '\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.first.map { "'\($0.stringValue)' holds something of another kind" } ?? "it is no JSON object"
    default: "it is not JSON"
    }
  }
}

/// Reads requests line by line, and has each answered at once and in order.
/// - Returns: how many lines could not be answered, since they do not say which request they are.
func answerEach<Request: Decodable>(
  _ request: Request.Type, _ answered: (RequestLine<Request>) throws -> Void, wanted: String
) throws -> Int {
  var number = 0
  var nameless = 0
  while let line = readLine() {
    number += 1
    guard !line.allSatisfy(\.isWhitespace) else { continue }
    let read = RequestLine<Request>(line)
    if case .nameless(let reason) = read {
      nameless += 1
      say("postern: line \(number) of standard input is no request: \(reason): write \(wanted)")
    } else {
      try answered(read)
    }
  }
  return nameless
}
