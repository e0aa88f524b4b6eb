// Keys and the case beside the list. Everything here is also a plain link or a plain form.
"use strict";
(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const pane = document.getElementById("case"), says = document.getElementById("desk-says"), keys = document.getElementById("desk-keys");
  const links = () => [...document.querySelectorAll("a[data-case], a[data-case-link]")];
  const say = (name) => { says.textContent = ""; setTimeout(() => { says.textContent = says.dataset[name]; }, 50); };
  const wide = () => matchMedia("(min-width: 75.01rem)").matches;
  let last = links().find((link) => link.hasAttribute("aria-current")) || null;

  // The case is loaded beside the list; on a phone the link simply goes there.
  function open(link) {
    last = link;
    htmx.ajax("GET", link.href, { target: pane, swap: "innerHTML" }).then(() => {
      if (!pane.querySelector(`[data-case-open]`)) return;
      history.pushState({ desk: true }, "", link.href);
      for (const other of links()) {
        const here = other === link;
        other.closest("tr").classList.toggle("current", here);
        if (here) { other.setAttribute("aria-current", "true"); other.closest("tr").classList.remove("new"); } else other.removeAttribute("aria-current");
      }
      pane.scrollTop = 0;
      pane.querySelector("[data-focus]").focus({ preventScroll: true });
      say("opened");
    }).catch(() => { location.assign(link.href); });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-case]");
    if (!link || !wide() || typeof htmx === "undefined" || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault(); open(link);
  });
  document.addEventListener("click", (event) => {
    const jump = event.target.closest("a[href^='#do-']"), part = jump && document.getElementById(jump.hash.slice(1));
    if (part) { event.preventDefault(); reach(part); }
  });
  window.addEventListener("popstate", () => location.reload());
  document.addEventListener("htmx:sendError", () => say("failed"));

  // The row of buttons at the edge stands in for the form only while the form is out of sight.
  const watch = new IntersectionObserver((seen) => {
    for (const one of seen) one.target.closest(".case").querySelector(".jump").classList.toggle("away", one.intersectionRatio === 1);
  }, { threshold: [0, 1] });
  function watchForm() { const part = desk.querySelector("[data-primary] > .actions, [data-primary] form > .actions"); watch.disconnect(); if (part) watch.observe(part); }
  document.addEventListener("htmx:afterSettle", watchForm); watchForm();

  // Letter keys by their place on the keyboard, so that they work in any layout.
  function move(step) {
    const all = links(), at = all.indexOf(document.activeElement);
    const from = at >= 0 ? at : all.indexOf(last), next = all[from + step];
    if (next) { next.focus(); last = next; next.scrollIntoView({ block: "nearest" }); } else if (all.length) { say(step > 0 ? "last" : "first"); }
  }
  function reach(part) {
    if (!part) { say("none"); return; }
    if (part.tagName === "DETAILS") part.open = true;
    part.scrollIntoView({ block: "start" });
    const field = part.querySelector("form :is(input:not([type=hidden]), select, textarea, button), .actions a");
    if (field) field.focus({ preventScroll: true });
  }
  const deeds = {
    KeyJ: () => move(1), KeyK: () => move(-1),
    KeyF: () => { const refer = document.querySelector("[data-refer]"); if (refer) refer.click(); else say("none"); },
    KeyX: () => { const at = document.activeElement.closest("tr") || (last && last.closest("tr")), tick = at && at.querySelector("input[name=task]"); if (tick) tick.checked = !tick.checked; else say("none"); },
    KeyA: () => reach(document.querySelector("[data-primary]")), KeyR: () => reach(document.querySelector("[data-return]") || document.querySelector("details.decision.quiet")),
    Slash: (event) => { if (event.shiftKey) help(); else { const find = document.getElementById("desk-find"); if (find) { find.focus(); find.select(); } } },
  };
  function help() { if (!keys.open) keys.showModal(); }
  const on = document.getElementById("desk-keys-on"), kept = "pishkhan:desk-keys";
  on.checked = localStorage.getItem(kept) !== "off";
  on.addEventListener("change", () => localStorage.setItem(kept, on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pane && pane.contains(document.activeElement) && last) { last.focus(); return; }
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");
    if (event.ctrlKey || event.altKey || event.metaKey || typing || keys.open || (!on.checked && !(event.code === "Slash" && event.shiftKey))) return;
    const deed = deeds[event.code];
    if (deed) { event.preventDefault(); deed(event); }
  });
})();
