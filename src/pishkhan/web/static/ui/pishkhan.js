// What JavaScript adds; every page works without it. No framework, nothing from elsewhere.
"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const fieldsOf = (root) => all("input[name], select[name], textarea[name]", root);

// A question that only some answers call for is shown when they are given.
function showWhatApplies() {
  for (const part of all("[data-when]")) {
    const form = part.closest("form");
    const chosen = fieldsOf(form).filter((f) => f.name === part.dataset.when && (f.type !== "radio" && f.type !== "checkbox" || f.checked));
    part.hidden = !chosen.some((f) => part.dataset.is.split(" ").includes(f.value));
    all(":scope > .condition", part).forEach((hint) => { hint.hidden = true; });
  }
}

// Autosave: each field after a change; on a lost line it is kept in this tab and sent again.
const waiting = new Map();
const echo = () => `pishkhan:${location.pathname}`;
function remember() {
  const kept = {};
  for (const [code, { body }] of waiting) kept[code] = [...body].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "field");
  if (waiting.size) sessionStorage.setItem(echo(), JSON.stringify(kept)); else sessionStorage.removeItem(echo());
}
function say(part, text, lost) {
  const line = part && part.querySelector(".saved");
  if (line) { line.textContent = text; line.classList.toggle("lost", lost); }
}
async function save(form, part) {
  const code = part.dataset.code, body = new URLSearchParams({ field: code });
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  for (const f of fieldsOf(part)) if (f.type !== "radio" && f.type !== "checkbox" || f.checked) body.append(f.name, f.value);
  const sending = { body }; waiting.set(code, sending); remember();
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Requested-With": "autosave" }, keepalive: true });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    if (waiting.get(code) === sending) waiting.delete(code);
    say(part, form.dataset.saved, false);
  } catch { say(part, form.dataset.lost, true); }
  remember();
}
function sendWaiting() {
  for (const form of all("form[data-autosave]"))
    for (const part of all("[data-code]", form)) if (waiting.has(part.dataset.code)) save(form, part);
}
function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(echo()) || "{}");
  for (const [code, pairs] of Object.entries(kept)) {
    const part = form.querySelector(`[data-code="${CSS.escape(code)}"]`);
    if (!part) continue;
    for (const f of fieldsOf(part)) {
      const values = pairs.filter(([name]) => name === f.name).map(([, value]) => value);
      if (f.type === "radio" || f.type === "checkbox") f.checked = values.includes(f.value); else if (values.length) f.value = values[0];
    }
    save(form, part);
  }
}

// The human check: a proof of work in a worker, begun at once, awaited at submit.
function check(part) {
  const state = part.querySelector(".human-state"), answer = part.querySelector("input[type=hidden][name=human_check]");
  const show = (name) => { part.dataset.state = name; state.textContent = part.dataset[name]; };
  const other = part.querySelector("details");
  other.open = false;
  other.addEventListener("toggle", () => { const image = other.open && other.querySelector("noscript"); if (image) image.outerHTML = image.textContent; });
  let asked;
  const solve = (challenge) => {
    asked = Date.now(); show("working");
    part.solved = new Promise((done) => {
      const worker = new Worker(part.dataset.worker);
      const end = (number) => {
        worker.terminate();
        if (Number.isInteger(number)) { answer.value = btoa(JSON.stringify({ ...challenge, number })); show("done"); } else { answer.value = ""; show("failed"); other.open = true; }
        done();
      };
      worker.onmessage = ({ data }) => end(data); worker.onerror = () => end(null);
      worker.postMessage(challenge);
    });
  };
  part.fresh = async () => {
    if (Date.now() - asked > part.dataset.lasts * 900) solve(await (await fetch(part.dataset.refresh)).json());
    await part.solved;
  };
  solve(JSON.parse(part.dataset.challenge));
}

// One click, one submit; the human check is waited for. Coming back re-opens the form.
async function guard(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  const human = form.querySelector(".human"), typed = form.querySelector("[name=human_image]");
  if (human && !human.passed && !(typed && typed.value)) {
    event.preventDefault();
    try { await human.fresh(); } catch { /* the server will ask again */ }
    // In a task of its own: a form that is still firing its submit event ignores requestSubmit.
    setTimeout(() => { human.passed = true; delete form.dataset.sent; form.requestSubmit(event.submitter); }, 0);
    return;
  }
  setTimeout(() => all("button, input[type=submit]", form).forEach((b) => { b.disabled = true; }), 0);
}
function reopen() {
  for (const form of all("form[data-sent]")) {
    delete form.dataset.sent;
    all("button, input[type=submit]", form).forEach((b) => { b.disabled = false; });
    all(".human", form).forEach((part) => { part.passed = false; });
  }
}

// A file over its limit is refused before it is sent.
function weigh(input) {
  const heavy = [...input.files].some((file) => file.size > input.dataset.maxMb * 1048576);
  input.setCustomValidity(heavy ? input.dataset.tooLarge : "");
  if (heavy) input.reportValidity();
}

// A long list gets a box to search it by; letters of both keyboards are alike.
const fold = (text) => text.normalize("NFKC").replace(/[\u200c\s]+/g, " ").replace(/ي/g, "ی").replace(/ك/g, "ک").trim().toLowerCase();
function makeSearchable(list) {
  const box = Object.assign(document.createElement("input"), { type: "search", className: "find", placeholder: list.dataset.find, autocomplete: "off" });
  box.setAttribute("aria-label", list.dataset.find); box.setAttribute("aria-controls", list.id);
  const options = [...list.options];
  box.addEventListener("input", () => {
    const words = fold(box.value).split(" ");
    list.replaceChildren(...options.filter((one) => !one.value || one.selected || words.every((word) => fold(one.text).includes(word))));
  });
  list.before(box);
}

document.documentElement.classList.add("js");
document.addEventListener("submit", guard);
document.addEventListener("change", ({ target }) => {
  showWhatApplies();
  if (target.type === "file" && target.dataset.maxMb) weigh(target);
  const form = target.closest("form[data-autosave]"), part = target.closest("[data-code]");
  if (form && part && target.type !== "file") save(form, part);
});
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".notice a[href^='#']"), field = link && document.getElementById(link.hash.slice(1));
  if (field) setTimeout(() => field.focus(), 0);
  if (target.closest("[data-print]")) window.print();
  const copy = target.closest("[data-copy]");
  if (copy) navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent).then(() => { copy.textContent = copy.dataset.copied; });
});
window.addEventListener("pageshow", ({ persisted }) => { if (persisted) reopen(); });
window.addEventListener("online", sendWaiting);
setInterval(sendWaiting, 8000);
function begin(root) {
  all("form[data-autosave]", root).forEach(restore);
  all(".human", root).forEach(check);
  all("select[data-find]", root).forEach(makeSearchable);
  all("[data-copy]", root).forEach((button) => { button.hidden = !navigator.clipboard; });
  showWhatApplies();
}
begin(document);
document.addEventListener("htmx:load", ({ detail }) => { if (detail.elt !== document.body) begin(detail.elt); });
const summary = document.querySelector("[data-errors]");
if (summary) summary.focus();
