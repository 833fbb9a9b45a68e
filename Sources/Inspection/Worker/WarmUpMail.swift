/// Mail that the zygote reads before it forks, all invented, so that no worker has to make anew what is made at the first use
/// of a way: types of the language's runtime, tables of libraries, and what prose of schools leads the search to.
enum WarmUpMail {
  static let all = [
    prose,
    """
    From: =?utf-8?Q?J=C3=BCrgen?= <a@postern.example>\r
    To: b@postern.example\r
    Subject: =?iso-8859-1?Q?caf=E9?=\r
    MIME-Version: 1.0\r
    Content-Type: multipart/mixed; boundary=x\r
    \r
    --x\r
    Content-Type: text/html; charset=windows-1252\r
    Content-Transfer-Encoding: base64\r
    \r
    PHA+b25lPGJyPnR3bzwvcD4=\r
    --x\r
    Content-Type: text/csv; name="a.csv"\r
    \r
    name,form\r
    one,two\r
    --x--\r

    """,
    """
    From: Somebody <a@postern.example>\r
    To: Anybody <b@postern.example>, c@postern.example\r
    Subject: Re: Trip on 3 May\r
    Date: Tue, 13 Jan 2026 08:50:00 +0000\r
    Message-ID: <warm-up@postern.example>\r
    MIME-Version: 1.0\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Transfer-Encoding: 8bit\r
    \r
    Dear Mrs Example,\r
    \r
    Anna Example (born 3 May 2014) has asthma, and it’s on her care plan. Please ring 020 7946 0018 before ten.\r
    \r
    - her postcode is EC1A 1BB\r
    - the form is at https://forms.postern.example/trip\r
    \r
    Kind regards\r
    \r
    On Monday, c@postern.example wrote:\r
    > Does she need anything on the day?\r

    """,
    // The last part is a small Word document: a letter in six paragraphs, and a table of two rows.
    """
    From: Somebody <a@postern.example>\r
    To: Anybody <b@postern.example>\r
    Subject: The letter\r
    MIME-Version: 1.0\r
    Content-Type: multipart/mixed; boundary=x\r
    \r
    --x\r
    Content-Type: text/html; charset=utf-8\r
    \r
    <html><head><style>p { margin: 0 }</style></head>\r
    <body><p class="a"><b>Here</b> it <a href="https://postern.example/">is</a>.</p></body></html>\r
    --x\r
    Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r
    Content-Transfer-Encoding: base64\r
    Content-Disposition: attachment; filename="Letter home.docx"\r
    \r
    UEsDBBQAAAAIAAAAIVyRp0i1vQAAAAIBAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbF2PwU7DMBBEf8XaK0o2cKgQitMDEkfooXzAyt6kVuNdyzal\r
    /XsckHrguJqZNzvj/hpXc+FcgoqFx34Aw+LUB1ksfB7fumfYT+PxlriYZpVi4VRrekEs7sSRSq+JpSmz5ki1nXnBRO5MC+PTMOzQqVSW2tWNAdP4\r
    0dpy8GwOlOs7RbaA35o9enVfsTn7RgPz+hfbmi1QSmtwVNuTeBH/r7PTeQ6O7/mNlrI6LqXNiGt/VyIFedjwOI34O2r6AVBLAwQUAAAACAAAACFc\r
    /RbbBn4DAADwCAAAEQAAAHdvcmQvZG9jdW1lbnQueG1sxVbLbuM2FP2VC61Ty860aevGHkyBBs1iggJNUXR5RV1ZhPkQSMoaf0//pF/WQ9JOFp1B\r
    0U2zEV/3eXjupe7ff7KGThKi9m7XbFbrhsQp32t32DW/PT989V3zfn+/bHuvZisuEeRd3C67Zkxp2rZtVKNYjis/icPZ4IPlhGU4tIsP/RS8khhh\r
    zpr2dr2+ay1r12STne/PeZzK55dQhl/T2Qgt2xObXfOUjZmm3d+3LxL1U+ddPbmsSmzbOLGSXTMFiRJO0uyfR3ZHOvuZEBspbxELaUeGY6JF5Lii\r
    R0w40sH7npKnUTjQ6BecGkNphEIkDgKBrMsJh1ZuiF0PkXIyGeEoWOo0QgMbwR8QQsQC8hE7IzxY7iX7DsJ9MQULWAKxMa5yKqkmVBP+H8D5EEsG\r
    CFX6GyQOgIALohZWebVoINCVmJOf1ZiTz+kJAvdDmVrv0ggMXV0Ju6TtFREyUhX8MGgldHSAVRdFoKYBqzsXgCtOiCWOfjZ99slLRtYPFeguVClI\r
    6IMD1Jlp1LE6Unemh6B7Pr8JhM8IKQU9ZeYUBOYos825eUebr+kjBwV8spjyQBWQ8ElioRGbgabMQ9GHMdEQvC02MEGpHThJyf0Vk2u+g5/Div7A\r
    l9SoTV8vyuEWiWFRHTExs1MjwMtuU7HD1PmUTAYVhE8SfijelEcEiPevPze3q2/WFe/XG6JhdgVu7Hlc6TKiRJAC9Tpf6mzSufJep7fhMDK/cDEm\r
    HoYaXCfiiGMGAheTC65IOFlo8karMySQk1z1QnoxMlsL6gMeW1pDLtxibQk6pTxei5z7Uyb1Rc94xYZ4BkoQPFcYdbowoVgeweie+qBPaB+6bg7e\r
    9HCX8T14dGLnw9v0gp+ldEHuYu7zCPmjdyiqksbzLDHPS+qZUQbtAom5a5fkA9p6Ec1wMQ6SVD6PELM+0+nCIUCeG0Qp+PHic0Hx0pMH1UKRZJXw\r
    IBUP4LT0bwLI41CejaUUn9FHKSXO5giM/JxL6lzvXscbeiS2SFjAigHUIbyL3psMo83lBfAghPyzRcV4AnI7W2/u3t3S93frze27WqHxWFACPqhy\r
    x1ZW9Humli/76IiFzlEkq2dbl4ZsRRK2Po9T6kwZarLqBbq63j/BzWf02qvsPzUeAO+XNdoXV19w+ME5pp8+scUj8d8cf/vjv7ptL/m21z+M9vXv\r
    Zf83UEsBAhQDFAAAAAgAAAAhXJGnSLW9AAAAAgEAABMAAAAAAAAAAAAAAIABAAAAAFtDb250ZW50X1R5cGVzXS54bWxQSwECFAMUAAAACAAAACFc\r
    /RbbBn4DAADwCAAAEQAAAAAAAAAAAAAAgAHuAAAAd29yZC9kb2N1bWVudC54bWxQSwUGAAAAAAIAAgCAAAAAmwQAAAAA\r
    --x--\r

    """,
  ]
}
