// Files on a bad line: photos made small and looked at, sent in pieces (tus), gone on with after a
// cut, a closed tab, the next day. Where tus is not, the form is an ordinary one.
"use strict";
(() => {
  if (!window.tus || !tus.isSupported || !window.indexedDB) return;
  const LONGEST = 2400, QUALITY = 0.85, SMALL_ENOUGH = 1500000, PIECE = 256 * 1024, MEGABYTE = 1e6;
  const KEPT = 3 * 24 * 3600 * 1000, LOOKED_AT = 768, DARK = 60, BLURRED = 45, TILE = 48;
  const PLACE = "[data-tus]";
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const lang = { en: "en", ar: "ar-EG" }[document.documentElement.lang] || "fa-IR";
  const percent = new Intl.NumberFormat(lang, { style: "percent" });

  // What is under way lies here with its bytes: a photo of the camera is in no album to choose it from again.
  const shelf = new Promise((done, failed) => {
    const asked = indexedDB.open("pishkhan-uploads", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result); asked.onerror = () => failed(asked.error);
  });
  async function kept(mode, work) {
    try {
      const files = (await shelf).transaction("files", mode).objectStore("files"), asked = work(files);
      return await new Promise((done, failed) => { asked.onsuccess = () => done(asked.result); asked.onerror = () => failed(asked.error); });
    } catch { return undefined; } // a private window keeps nothing; the upload goes on all the same
  }
  const keep = (file) => kept("readwrite", (files) => files.put(file));
  const drop = (id) => kept("readwrite", (files) => files.delete(id));

  const canvasOf = (picture, longest) => {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale)); canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d", { willReadFrequently: longest === LOOKED_AT }).drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  async function shrunk(file, picture) {
    if (file.size < SMALL_ENOUGH && Math.max(picture.width, picture.height) <= LONGEST) return file;
    const blob = await new Promise((done) => canvasOf(picture, LONGEST).toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  }

  // Dark: the light parts are dark too. Blurred: not even the sharpest tiles have edges.
  function flaw(picture) {
    const canvas = canvasOf(picture, LOOKED_AT), { width: w, height: h } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, w, h), grey = new Float32Array(w * h);
    for (let i = 0; i < grey.length; i++) grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
    const light = Float32Array.from(grey).sort()[Math.floor(grey.length * 0.9)];
    if (light < DARK) return "dark";
    const edges = [];
    for (let top = 1; top + TILE < h; top += TILE) for (let left = 1; left + TILE < w; left += TILE) {
      let sum = 0, squares = 0;
      for (let y = top; y < top + TILE; y++) for (let x = left; x < left + TILE; x++) {
        const i = y * w + x, edge = grey[i - 1] + grey[i + 1] + grey[i - w] + grey[i + w] - 4 * grey[i];
        sum += edge; squares += edge * edge;
      }
      edges.push(squares / TILE ** 2 - (sum / TILE ** 2) ** 2);
    }
    edges.sort((a, b) => b - a);
    return edges.length > 8 && edges[Math.floor(edges.length / 20)] < BLURRED ? "blurred" : "";
  }

  function line(place, name) {
    const row = document.createElement("p"), bar = document.createElement("progress"), text = document.createElement("span"), title = document.createElement("bdi");
    row.className = "small"; row.setAttribute("role", "status"); bar.className = "bar"; title.textContent = name; bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", name);
    row.append(title, " ", bar, " ", text);
    (place.querySelector(".saved") || place.lastElementChild).before(row);
    return {
      say(words, share) { text.textContent = share ? `${words} ${percent.format(share)}` : words; if (share) bar.value = share; },
      end(words, isBad) { bar.remove(); text.textContent = words; row.className = isBad ? "error" : "small"; if (isBad) row.setAttribute("role", "alert"); },
      ask(words, yes, no) {
        bar.hidden = true; text.textContent = words;
        return new Promise((done) => {
          const button = (label, answer) => {
            const b = document.createElement("button"); b.type = "button"; b.className = "button quiet small"; b.textContent = label;
            b.addEventListener("click", () => { row.querySelectorAll("button").forEach((one) => one.remove()); bar.hidden = false; done(answer); });
            row.append(" ", b);
          };
          button(yes, true); button(no, false);
        });
      },
      remove() { row.remove(); },
    };
  }

  const token = (place) => place.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
  async function told(url) {
    const answer = await fetch(url, { headers: { "Tus-Resumable": "1.0.0" } });
    return answer.json();
  }
  const spoken = (body) => { try { const { message, hint } = JSON.parse(body); return message ? `${message} ${hint || ""}` : ""; } catch { return ""; } };

  function send(place, { id, blob, name, kind, sha256 }, row) {
    const words = place.dataset;
    return new Promise((done) => {
      const fail = (text) => { drop(id); row.end(text || words.failed, true); done(false); };
      const upload = new tus.Upload(blob, {
        endpoint: words.tus, chunkSize: PIECE, retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000],
        metadata: { filename: name, draft: words.draft, kind, defect: words.defect || "", sha256 },
        fingerprint: () => Promise.resolve(`pishkhan:${id}`), removeFingerprintOnSuccess: true,
        onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token(place)),
        onProgress: (sent, all) => row.say(words.sending, sent / all),
        onShouldRetry: (error) => { const status = error.originalResponse ? error.originalResponse.getStatus() : 0; row.say(words.waiting); return status < 400 || status >= 500 || status === 409 || status === 423; },
        onError: (error) => {
          const answer = error.originalResponse, status = answer ? answer.getStatus() : 0;
          if (answer && status >= 400 && status < 500) { fail(spoken(answer.getBody())); return; }
          row.say(words.waiting); // the line is down for long: on when it comes back, or when this page is opened again
          window.addEventListener("online", () => upload.start(), { once: true });
        },
        onSuccess: async () => {
          let outcome = {};
          try { outcome = await told(upload.url); } catch { /* it arrived; the list will show it */ }
          if (outcome.state === "refused") { fail(`${outcome.message} ${outcome.hint}`); return; }
          drop(id); row.end(words.done, false); done(true);
        },
      });
      upload.findPreviousUploads().then((before) => { if (before.length) upload.resumeFromPreviousUpload(before[0]); upload.start(); });
    });
  }

  async function take(place, file, kind) {
    const words = place.dataset, row = line(place, file.name);
    row.say(words.sending);
    if (file.type.startsWith("image/")) {
      let picture = null;
      try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { /* the server will say what is wrong */ }
      const found = picture && flaw(picture);
      if (found && !(await row.ask(words[found], words.anyway, words.another))) { row.remove(); return false; }
      if (picture) { file = await shrunk(file, picture); picture.close(); }
    }
    if (file.size > words.maxMb * MEGABYTE) { row.end(words.tooLarge, true); return false; }
    const sha256 = window.crypto.subtle ? hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) : "";
    const mark = sha256 || `${file.name}-${file.size}-${file.lastModified}`;
    const one = { id: `${words.draft}:${words.defect || kind}:${mark}`, at: Date.now(), draft: words.draft, defect: words.defect || "", kind, name: file.name, blob: file, sha256 };
    await keep(one);
    return send(place, one, row);
  }
  // The list of files is the server's: show it once everything is there; a refusal is left to be
  // read. A form that is sent meanwhile waits for its files, and stays if one of them was refused.
  let underWay = 0, areAllIn = true, waiting = null;
  async function all(place, works) {
    underWay += 1;
    const outcomes = await Promise.all(works);
    underWay -= 1;
    areAllIn = areAllIn && outcomes.every(Boolean);
    if (underWay) return;
    const goOn = areAllIn && (waiting || ("reload" in place.dataset ? () => location.reload() : null));
    areAllIn = true; waiting = null;
    if (goOn) goOn();
  }
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (!underWay || form.method !== "post") return;
    event.preventDefault(); event.stopImmediatePropagation();
    waiting = () => form.requestSubmit(button);
  }, true);
  window.addEventListener("beforeunload", (event) => { if (underWay) event.preventDefault(); });

  // Before the others hear of it, for they would send the form.
  document.addEventListener("change", (event) => {
    const place = event.target.type === "file" && event.target.closest(PLACE);
    if (!place || !event.target.files.length) return;
    const choice = place.querySelector("[name=kind]"), kind = choice ? choice.value : "";
    if (choice && !kind) return;
    event.stopPropagation();
    const files = [...event.target.files]; event.target.value = "";
    all(place, files.map((file) => take(place, file, kind)));
  }, true);

  // Files that are being checked or prepared: their lines come anew until they are done.
  let times = 0;
  async function look() {
    if (!document.querySelector("[data-under-way]") || times++ > 30) return;
    await new Promise((done) => setTimeout(done, 1000 + times * 500));
    if (document.hidden || underWay) { look(); return; }
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      for (const place of document.querySelectorAll("[data-files]")) {
        const now = page.getElementById(place.id);
        if (now && place.querySelector("[data-under-way]") && !place.contains(document.activeElement)) place.replaceWith(now);
      }
    } catch { /* the line is down; later again */ }
    look();
  }
  look();

  // What was under way when this page was last left.
  (async () => {
    for (const one of (await kept("readonly", (files) => files.getAll())) || []) {
      if (Date.now() - one.at > KEPT) { drop(one.id); continue; }
      const place = [...document.querySelectorAll(PLACE)].find((p) => {
        const choice = p.querySelector("[name=kind]");
        const takes = !choice || choice.value === one.kind || [...(choice.options || [])].some((o) => o.value === one.kind);
        return p.dataset.draft === one.draft && (p.dataset.defect || "") === one.defect && takes;
      });
      if (!place) continue;
      const row = line(place, one.name);
      row.say(place.dataset.resuming);
      all(place, [send(place, one, row)]);
    }
  })();
})();
