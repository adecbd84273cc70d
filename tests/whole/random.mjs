// Drawn at random, and the same again from the same start.
export function randomFrom(start) {
  let state = start;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, upTo: n => Math.floor(next() * n), of: list => list[Math.floor(next() * list.length)] };
}
