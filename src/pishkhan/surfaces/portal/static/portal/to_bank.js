// Leads on to the bank by itself, once: whoever comes back to this page decides for themselves.
"use strict";
(() => {
  const form = document.querySelector("form[data-to-bank]"), key = form && `to-bank:${form.dataset.toBank}`;
  const [come] = performance.getEntriesByType("navigation");
  if (!form || sessionStorage.getItem(key) || (come && come.type !== "navigate")) return;
  sessionStorage.setItem(key, "1");
  form.requestSubmit();
})();
