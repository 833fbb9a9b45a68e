extension WarmUpMail {
  /// Everyday sentences, such as schools write them, about many things and in many turns of phrase: what a search makes when
  /// a word first leads to it is made of these, once, for all workers.
  static let prose = """
    From: Somebody <a@postern.example>\r
    To: Anybody <b@postern.example>\r
    Subject: Fwd: Notes for the week\r
    Date: Wed, 14 Jan 2026 15:40:00 +0000\r
    MIME-Version: 1.0\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Transfer-Encoding: 8bit\r
    \r
    Dear all,\r
    \r
    Thank you for coming to the meeting on Tuesday. I have put the minutes on the shared drive, and there is a copy in the \
    staff room for anyone who would rather read it on paper. If you have a question about any of it, please let me know by \
    the end of the week, or come and see me in my office before school.\r
    \r
    The boiler has been looked at again. The hall is warm now, but the two rooms at the end of the corridor are not, so Year 7 \
    will be taught in the library until it has been put right. Could somebody take the keys to the site team? They were left on \
    my desk at lunch. We were told that a part has to be ordered, which may take a fortnight.\r
    \r
    The trip to the museum is on 12 March. Coaches leave at 8.45 and will be back by 4 o'clock. It costs £14 for each child, \
    which can be paid on the website or in cash at the desk; nobody is to miss it for want of money. Children need a packed \
    lunch, a drink and a coat, for part of the day is out of doors. We shall be with them at all times, in groups of six, and \
    each group has a phone.\r
    \r
    I spoke to his mother this morning. He was upset when he came in, and she had not been told why. He has had a hard term: he \
    was ill for most of November, he is behind with his reading, and he does not like to ask for help. She would like to \
    have him seen by the nurse, and wants to know what we have done so far. I said that I would ring her at the end of the day. \
    Her sister is in Year 9 and has been very good with him.\r
    \r
    She has worked hard on her writing since the summer, and it shows. She is able to plan a story, she can say what she \
    likes about a book, and she takes care over her spelling. Her next step is to check her own work before she hands it in. \
    In mathematics she is at the level that we would expect of her age, and is beginning to explain how she got to an answer. \
    They are both a pleasure to teach.\r
    \r
    Please find attached the timetable for the mock examinations, and a letter that is to go home with every pupil. Those who \
    have extra time will sit in the small hall; a list of them is with the examinations officer. No phones, no watches and no \
    bags. Anyone who is late goes to the office first. Results will be given out after half term, as they were last year.\r
    \r
    A few things to remember. Registers must be taken by 9.10, and again after lunch. If a child is not there, and we have not \
    heard from home, the office will call. Do not let anyone leave with an adult whom we do not know. Doors to the car park \
    are to be kept shut. There was a fire drill on Monday, which went well: all were out in under four minutes, and \
    nobody went back for a coat.\r
    \r
    We have been asked for our views on the new uniform. Most parents who wrote to us were for it, some were against, and a few \
    had no view at all. The governors will talk about it on the 21st, at their own meeting, and will make up their minds in the \
    spring. Until then the rules are as they stand: black shoes, a white shirt, a tie from Year 7 up, and no trainers \
    other than for games.\r
    \r
    The order for the kitchen came short again. We were sent ten boxes of fruit, not twelve, and the bread was not what we had \
    asked for. I have written to the firm, and they have said that they will take it off the next bill. With the money left over \
    from the fair we could buy new pans, and still have some for the garden.\r
    \r
    Could you cover my lesson on Friday, period 3? I am on a course in the city with two others from the department. The work is \
    set, the books are on the shelf by the window, and they know what to do. Those who finish early can go on to the questions \
    on page 48. I owe you one; tell me when you are next out.\r
    \r
    It was good of you to write. I am sorry that it took us so long to get back to you. The school has looked into what \
    happened on the bus, and has spoken to each of the pupils who were there, to their form tutor and to the driver. What was \
    said was unkind, and they know it. They have been asked to write to him and to say that they are sorry. We will keep an eye \
    on things, and I would be glad to hear from you if there is more that you think we should know.\r
    \r
    The choir sings at the home for the elderly on Thursday, from two until three. Parents may come if they wish. Members of the \
    band should bring their own music, a stand and, if it is wet, something to keep it dry. The last bus leaves at five; after \
    that they have to be met at the gate.\r
    \r
    For those who are new: the photocopier needs a code, which the office will give you, and it does not like thick paper. \
    Marks are due on the system by the 6th. If you can't log in, ask the technicians, not me! There's a form for lost property, \
    one for damage and one for visitors. Have a look at the handbook when you get a moment, and don't worry if it doesn't all \
    make sense in the first week; it didn't for me, either.\r
    \r
    With best wishes,\r
    \r
    Somebody\r
    Deputy Head, with responsibility for teaching and learning\r
    \r
    """
}
