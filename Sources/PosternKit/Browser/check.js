// What WCAG 2.2 AA asks of a page and a program can tell; returns complaints in words. Criteria are named by number.
const complaints = [];
const say = (criterion, what, element) => complaints.push(
  `${criterion} ${what}` + (element ? `: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 160)}` : ""));
const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const isShown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const isHiddenAway = (element) => element.closest(".visually-hidden, .skip") !== null;

if (!document.documentElement.lang) say("3.1.1", "the page has no language");
if (!clean(document.title)) say("2.4.2", "the page has no title");
if (document.querySelectorAll("main").length !== 1) say("1.3.1", "there is not one main part");
if (document.querySelectorAll("h1").length !== 1) say("1.3.1", "there is not one first heading");
let level = 0;
document.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((heading) => {
  // The error summary of the GOV.UK Design System stands before the first heading, and is read first.
  if (heading.closest(".error-summary")) return;
  const next = Number(heading.tagName[1]);
  if (next > level + 1) say("1.3.1", "a level of headings is left out", heading);
  level = next;
});

const ids = new Set();
document.querySelectorAll("[id]").forEach((element) => {
  if (ids.has(element.id)) say("4.1.2", "an id stands twice", element);
  ids.add(element.id);
});
document.querySelectorAll("[aria-describedby], [aria-labelledby]").forEach((element) => {
  for (const name of ["aria-describedby", "aria-labelledby"])
    for (const id of (element.getAttribute(name) ?? "").split(/\s+/).filter(Boolean))
      if (!document.getElementById(id)) say("1.3.1", `${name} names nothing`, element);
});

const nameOf = (element) => clean(element.getAttribute("aria-label"))
  || clean([...(element.getAttribute("aria-labelledby") ?? "").split(/\s+/)].map((id) => document.getElementById(id)?.textContent).join(" "))
  || clean([...(element.labels ?? [])].map((label) => label.textContent).join(" "))
  || clean(element.textContent) || clean(element.title) || clean(element.alt);
document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((field) => {
  if (!nameOf(field)) say("4.1.2", "a field has no name", field);
});
document.querySelectorAll("button, a[href], summary").forEach((element) => {
  if (!nameOf(element)) say("4.1.2", "a button or link has no name", element);
});
document.querySelectorAll("img, svg[role=img]").forEach((picture) => {
  if (picture.tagName === "IMG" ? picture.alt === null : !picture.querySelector("title")) say("1.1.1", "a picture has no words", picture);
});
document.querySelectorAll("iframe").forEach((frame) => { if (!clean(frame.title)) say("4.1.2", "a frame has no title", frame); });
document.querySelectorAll("table").forEach((table) => {
  if (!table.querySelector("th")) say("1.3.1", "a table has no headers", table);
  if (!table.caption && !table.getAttribute("aria-label") && !table.getAttribute("aria-labelledby")) say("1.3.1", "a table has no caption", table);
});
document.querySelectorAll("fieldset").forEach((set) => {
  if (!set.querySelector("legend") || !clean(set.querySelector("legend").textContent)) say("1.3.1", "a group of fields has no legend", set);
});

// 1.4.3: the contrast of each piece of text with the nearest ground behind it that is not transparent.
const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
const light = ([red, green, blue]) => {
  const part = (value) => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
};
const groundOf = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const judged = new Set();
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!clean(walker.currentNode.data) || judged.has(element) || !isShown(element) || isHiddenAway(element)) continue;
  if (["SCRIPT", "STYLE", "OPTION", "TITLE", "DESC"].includes(element.tagName) || element.disabled) continue;
  judged.add(element);
  const style = getComputedStyle(element);
  const colour = element.closest("svg") && style.fill !== "none" ? channels(style.fill) : channels(style.color);
  const [a, b] = [light(colour), light(groundOf(element))].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (isLarge ? 3 : 4.5)) say("1.4.3", `contrast ${ratio.toFixed(2)}`, element);
}

// 1.4.10 and 2.5.8.
if (document.scrollingElement.scrollWidth > innerWidth + 1) say("1.4.10", `the page is ${document.scrollingElement.scrollWidth} wide, and the screen ${innerWidth}`);
document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary").forEach((element) => {
  const box = element.getBoundingClientRect();
  if (isShown(element) && !isHiddenAway(element) && box.width > 0 && (box.width < 24 || box.height < 24)) say("2.5.8", `a target is ${Math.round(box.width)} by ${Math.round(box.height)}`, element);
});
document.querySelectorAll("[tabindex]").forEach((element) => { if (element.tabIndex > 0) say("2.4.3", "an order of keys of its own", element); });
// The strict policy forbids them, so that they would not work.
document.querySelectorAll("[style], [onclick], [onload], [onerror]").forEach((element) => say("CSP", "a style or script within a tag", element));
return complaints;
