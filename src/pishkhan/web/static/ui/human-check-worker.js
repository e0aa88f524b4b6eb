// Finds the number whose SHA-256 with the salt is the challenge. Plain code: crypto.subtle is missing
// on plain-HTTP addresses and slow for many short texts.
"use strict";
const K = [], H = [];
for (let n = 2, i = 0; i < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (i < 8) H[i] = (Math.sqrt(n) % 1 * 4294967296) | 0;
  K[i++] = (Math.cbrt(n) % 1 * 4294967296) | 0;
}
const W = new Int32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));
function sha256(bytes) {
  const length = bytes.length, blocks = new Uint8Array(((length + 72) >> 6) << 6);
  blocks.set(bytes); blocks[length] = 128;
  const view = new DataView(blocks.buffer), state = H.slice();
  view.setUint32(blocks.length - 4, length * 8);
  for (let at = 0; at < blocks.length; at += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      if (i < 16) W[i] = view.getInt32(at + i * 4);
      else {
        const x = W[i - 15], y = W[i - 2];
        W[i] = (W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
      }
      const t = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const u = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  return state;
}
self.onmessage = ({ data: { challenge, salt, maxnumber } }) => {
  const goal = challenge.match(/.{8}/g).map((word) => parseInt(word, 16) | 0);
  const encoder = new TextEncoder();
  for (let number = 0; number <= maxnumber; number++) {
    const state = sha256(encoder.encode(salt + number));
    if (state[0] === goal[0] && state.every((word, i) => word === goal[i])) { self.postMessage(number); return; }
  }
  self.postMessage(null);
};
