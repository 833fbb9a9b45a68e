// What a page does better with a script; each works without. No data leaves by it, and nothing is kept.
"use strict";

// An error summary is read first.
document.querySelector(".error-summary")?.focus();

// A form goes once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// A page that the back button brings back is asked for anew: what it shows may be done already.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Selects and boxes that filter a list need no button.
document.querySelectorAll("form[data-auto] select").forEach((field) =>
  field.addEventListener("change", () => field.form.requestSubmit()));

// Pieces of a page that are kept up to date: <div data-live="/held/counts" data-every="15">.
document.querySelectorAll("[data-live]").forEach((piece) => {
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(piece.dataset.live, { credentials: "same-origin", redirect: "manual", headers: { "X-Postern-Live": "yes" } });
      if (answer.ok) piece.innerHTML = await answer.text();
    } catch { /* The next one may come through. */ }
  };
  setInterval(ask, 1000 * (Number(piece.dataset.every) || 15));
});

// All boxes of a table at once.
document.querySelectorAll("input[data-all]").forEach((all) =>
  all.addEventListener("change", () =>
    document.querySelectorAll(`input[name="${all.dataset.all}"]`).forEach((box) => { box.checked = all.checked; })));

// Keys: j and k go along a list, Enter opens, / searches, and a page names its own with data-key.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const rows = [...document.querySelectorAll("[data-row] a[data-open]")];
  const at = rows.indexOf(document.activeElement);
  if (event.key === "j" && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
  else if (event.key === "k" && rows.length) rows[Math.max(at - 1, 0)].focus();
  else if (event.key === "/") { const field = document.querySelector("input[type=search]"); if (!field) return; field.focus(); }
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    if (target.tagName === "A") target.click(); else target.focus();
  }
  event.preventDefault();
});

// Shows a password that is being typed.
document.querySelectorAll("button[data-show]").forEach((button) => {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.textContent = isShown ? "Show password" : "Hide password";
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
});

// The seconds in which something can be taken back.
document.querySelectorAll("[data-seconds]").forEach((place) => {
  const end = Date.now() + 1000 * Number(place.dataset.seconds);
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((end - Date.now()) / 1000));
    place.textContent = left;
    if (left === 0) { clearInterval(timer); setTimeout(() => location.reload(), 1500); }
  }, 1000);
});
