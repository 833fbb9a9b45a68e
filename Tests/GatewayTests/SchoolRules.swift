/// A small rule set in which one word of a message leads to each action. The rules that ship have tests of their own.
enum SchoolRules {
  /// The one word of each category.
  static let words = [
    "sen": "EHCP", "health": "epilepsy", "safeguarding": "bruises", "financial": "arrears", "religion": "communion",
  ]

  static func category(_ category: String, word: String) -> String {
    """
    category: \(category)
    title: \(category)
    terms:
      - id: \(category).word
        grade: serious
        confidence: 0.9
        words: [\(word)]

    """
  }

  static let policy =
    """
    schema: 1
    define:
      school_sender:
        sender: {kind: [staff, governor, shared_mailbox, unknown_internal, outside]}
    rules:

    """
    + rule(
      "sen.to-others",
      "{is: school_sender, recipient: {internal: false, safeguarding_route: false}, "
        + "finding: {category: sen, about: others, confidence: 0.5}}", "[hold]",
      clause: "Greater care about how that data is used is required.")
    + rule(
      "safeguarding.to-families",
      "{is: school_sender, recipient: {kind: guardian}, finding: {category: safeguarding, about: anyone}}", "[hold]",
      release: "officer")
    + rule(
      "health.own", "{is: school_sender, recipient: {kind: guardian}, finding: {category: health, about: own}}",
      "[protect]")
    + rule(
      "money.own", "{is: school_sender, recipient: {kind: guardian}, finding: {category: financial, about: own}}",
      "[protect, reject]")
    + rule(
      "password.to-pupils", "{is: school_sender, recipient: {kind: pupil}, finding: {identifier: password}}",
      "[reject]",
      clause: "Passwords should not be disclosed to anyone else.")
    + rule(
      "sen.to-lists-with-pupils",
      "{is: school_sender, recipient: {list: true, reaches: pupil}, finding: {category: sen, about: others}}", "[hold]")
    + rule("visible.families", "{is: school_sender, visible: {at_least: 3}}", "[bcc]")
    + rule(
      "visible.telling", "{is: school_sender, visible: {at_least: 2}, finding: {category: religion}}", "[split]")
    + rule("visible.apart", "{is: school_sender, visible: {parents_apart: true}, finding: {about: own}}", "[split]")
    + rule(
      "strangers.pupils",
      "{is: school_sender, recipient: {kind: [unknown, private_mailbox], internal: false}, finding: {about: others, "
        + "subjects: [pupil], known: true}}", "[hold]")
    + rule("private.own", "{is: school_sender, recipient: {sender: true}}", "[tell]", mode: "tell")
    + rule("pupil.as-somebody-else", "{sender: {kind: pupil, from_differs: true}}", "[hold]", release: "officer")
    + rule(
      "message.ambiguous",
      "{is: school_sender, ambiguous: [doubled-header, broken-encoding, truncated-multipart, nested-too-deep, "
        + "too-many-parts, too-large, nul-bytes]}", "[hold]")
    + rule("message.cut", "{is: school_sender, ambiguous: [header-truncated]}", "[hold]")
    + rule(
      "message.not-inspected",
      "{is: school_sender, inspection: [out_of_time, worker_died, overloaded, invalid_answer, unavailable]}", "[hold]")

  static func rule(
    _ id: String, _ condition: String, _ requirements: String, release: String = "sender", mode: String = "enforce",
    clause: String = "Staff must take care and check to ensure that the recipients are correct."
  ) -> String {
    """
      - id: \(id)
        title: The rule \(id)
        status: stable
        mode: \(mode)
        release: \(release)
        when: \(condition)
        require: \(requirements)
        why: It is needed here.
        clause: "\(clause)"
        remedy: Look at it once more.
        false_positives: None.

    """
  }
}
