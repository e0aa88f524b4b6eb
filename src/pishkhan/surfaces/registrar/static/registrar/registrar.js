// Letter keys of the list of held records, by their place on the keyboard. All of it is also a plain link or tick.
"use strict";
(() => {
  const on = document.getElementById("registrar-keys-on"), kept = "pishkhan:desk-keys";
  if (!on) return;
  on.closest("label").hidden = false;
  on.checked = localStorage.getItem(kept) !== "off";
  on.addEventListener("change", () => localStorage.setItem(kept, on.checked ? "on" : "off"));
  const links = [...document.querySelectorAll("a[data-row]")];
  let at = -1;
  function move(step) {
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = links[(here >= 0 ? here : at) + step];
    if (next) { at = links.indexOf(next); next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
  function tick() {
    const row = document.activeElement.closest("tr") || (at >= 0 && links[at].closest("tr"));
    const box = row && row.querySelector("input[name=record]");
    if (box) box.checked = !box.checked;
  }
  const deeds = { KeyJ: () => move(1), KeyK: () => move(-1), KeyX: tick };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
    if (!on.checked || typing || event.ctrlKey || event.altKey || event.metaKey || !deeds[event.code]) return;
    event.preventDefault();
    deeds[event.code]();
  });
})();
