// What JavaScript adds to the portal: the timer of the code, and photos made small before they leave.
"use strict";
(() => {
  const LONGEST = 2400, QUALITY = 0.85, SMALL_ENOUGH = 1500000;
  const written = (n) => new Intl.NumberFormat(document.documentElement.lang === "en" ? "en" : document.documentElement.lang === "ar" ? "ar-EG" : "fa-IR").format(n);

  for (const line of document.querySelectorAll("[data-countdown]")) {
    const end = Date.now() + line.dataset.countdown * 1000, button = line.parentElement.querySelector("button");
    button.disabled = true;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) { line.querySelector("b").textContent = written(left); setTimeout(tick, 1000); return; }
      line.textContent = line.dataset.over; button.disabled = false;
    };
    tick();
  }

  async function shrunk(file) {
    if (!file.type.startsWith("image/") || file.size < SMALL_ENOUGH) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale); canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
    } catch { return file; }
  }

  document.addEventListener("change", async ({ target }) => {
    const form = target.closest("form[data-upload], form[data-shrink]");
    if (!form || target.type !== "file" || !target.files.length) return;
    const files = new DataTransfer();
    for (const file of target.files) files.items.add(await shrunk(file));
    target.files = files.files;
    if (!("upload" in form.dataset)) return;
    const line = form.querySelector(".saved"), kind = form.querySelector("[name=kind]");
    if ([...target.files].some((file) => file.size > form.dataset.maxMb * 1000000)) {
      line.textContent = form.dataset.tooLarge; line.classList.add("lost"); target.value = ""; return;
    }
    if (kind && !kind.value) return;
    line.textContent = form.dataset.sending;
    form.requestSubmit();
  });
})();
