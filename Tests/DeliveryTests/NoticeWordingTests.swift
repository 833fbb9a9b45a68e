import Policy
import PosternKit
import Quarantine
import Testing

@testable import Delivery

/// What senders read, in full: each letter says first what became of the message.
@Suite("Notices, word for word")
struct NoticeWordingTests {
  private let writer: NoticeWriter
  private let id: HeldID

  init() throws {
    writer = NoticeWriter(try school(TemporaryFolder()), timeZone: "Europe/London")
    id = try #require(HeldID("H7K2-9QXD"))
  }

  private func message(_ releaser: Releaser) -> NoticedMessage { NoticedMessage(held(releaser: releaser)) }

  @Test("held, and the sender decides")
  func heldAndTheSenderDecides() {
    let notice = writer.held(message(.sender), id: id)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email has not been sent yet (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients has not been
        sent yet. It is safe, and nobody has received it.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        You decide what happens now. Look again at who it goes to and what is in
        it. If all is right, tell the office on extension 204 "I have checked
        H7K2-9QXD", and it goes as it is. If not, you need do nothing: it will
        not be sent.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("held, and a colleague is asked")
  func heldAndAColleagueIsAsked() {
    let notice = writer.held(message(.colleague), id: id)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email has not been sent yet (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients has not been
        sent yet. It is safe, and nobody has received it.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        A second pair of eyes is needed. Ask a colleague to look at it with you,
        and to tell the office on extension 204 "I have checked H7K2-9QXD". Then
        it goes as it is. If it should not go, you need do nothing.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("held, and an officer decides")
  func heldAndAnOfficerDecides() {
    let notice = writer.held(message(.officer), id: id)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email has not been sent yet (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients has not been
        sent yet. It is safe, and nobody has received it.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        The SENCO has been told and will decide. You need not send it again. If
        it is urgent, or if it should not go, speak to the office on extension
        204 and give the reference.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("addresses hidden")
  func addressesHidden() {
    let notice = writer.addressesHidden(message(.sender), hidden: 31)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email was sent with its addresses hidden")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 has been sent to all of its 2
        recipients.

        One thing was changed on the way: 31 addresses stood in To and Cc, where
        every recipient would have seen them. They were taken out, as if you had
        used Bcc. The text and the attachments are as you wrote them.

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        You need to do nothing. Next time, put such a list of addresses in Bcc.
        If somebody answers to all, only you will get the answer.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("protection asked")
  func protectionAsked() {
    let notice = writer.protectAsked(message(.sender), id: id)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Please protect your email before it goes (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients has not been
        sent yet, because it holds confidential information that anybody on the
        way could read.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        How to protect it: put the confidential part in a document, give that a
        password, attach it, and send it again. Tell the recipient the password
        by telephone, never in the same email or in another one.

        You decide what happens now. Look again at who it goes to and what is in
        it. If all is right, tell the office on extension 204 "I have checked
        H7K2-9QXD", and it goes as it is. If not, you need do nothing: it will
        not be sent.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("delivered, but told")
  func deliveredButTold() {
    let notice = writer.told(message(.sender))
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "About an email that you sent")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients has been sent,
        just as you wrote it. There is something about it that you will want to
        know.

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        If it went to somebody who should not have it, tell the office on
        extension 204 now: the sooner we know, the more can be done.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("returned")
  func returned() {
    let notice = writer.returned(message(.sender), id: id)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email was not sent: here it is back (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients was not sent,
        and nobody has received it. You will find it attached, whole. We have
        kept no copy.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        If it still needs to go, change what is said above and send it again. If
        you are not sure how, ask the office on extension 204.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }

  @Test("expired")
  func expired() {
    let notice = writer.expired(message(.sender), id: id, days: 14)
    #expect(notice.to == "t.marlow@oakfield.example")
    #expect(notice.inReplyTo == "<m1@oakfield.example>")
    #expect(notice.subject == "Your email was never sent (H7K2-9QXD)")
    #expect(
      notice.text == """
        Your email of 24 November 2026 at 09:15 to 2 recipients waited for 14
        days, and nobody asked for it to be sent on. It was not sent, and nobody
        has received it. You will find it attached, whole. We have kept no copy.

        Reference: H7K2-9QXD

        Why:

          - Special educational needs information to other families. An
            attachment tells of the needs of a pupil who is not theirs.
            Our policy says: "Greater care about how that data is used is
            required."
            What you can do: Take the attachment out, or send each family its
            own message.
            Rule: sen.to-other-families

        If it still needs to go, change what is said above and send it again. If
        you asked for it to be released and nothing came of that, we are sorry:
        please tell the office on extension 204.

        Questions? Ask the office on extension 204. This message was written by
        a computer; please do not answer it.

          Oakfield Academy email check

        """)
  }
}
