extension QuarantineError {
  static func changed(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .changed, "\(id) has changed since you looked at it", remedy: "look at it again, and then decide")
  }

  static func tooLate(_ id: HeldID) -> QuarantineError {
    QuarantineError(.tooLate, "\(id) cannot be taken back: it has gone", remedy: "look at what became of it")
  }

  static func noCopy(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .noCopy, "nothing tells that the sender of \(id) has a copy of it",
      remedy: "return it instead, or ask the sender, and say who confirmed it and when")
  }

  public static func childProtection(_ id: HeldID) -> QuarantineError {
    QuarantineError(
      .childProtection, "\(id) is of child protection, and is never deleted by hand",
      remedy: "release it, or return it to its sender")
  }

  static let noQuestion = QuarantineError(
    .noQuestion, "there is no such question, or it is answered", remedy: "look at the message again")
}
