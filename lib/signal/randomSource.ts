import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * A seeded stream of random numbers. Randomness is an argument wherever it is used: the same source
 * in the same state gives the same result, on every machine.
 */
export interface RandomSource {
  /** A number in [0, 1). */
  uniform(): number;
  /** A number from the standard normal distribution. */
  normal(): number;
  /** A whole number in [0, below). */
  integer(below: number): number;
  /** 0 … count - 1 in random order (Fisher-Yates). */
  permutation(count: number): Uint32Array;
  /**
   * An independent stream named by `label`. It depends on this source's seed and the label only, not
   * on how many numbers were drawn: subject 7 gets the same numbers whoever comes before it.
   */
  fork(label: string | number): RandomSource;
}

/** A seeded random source (xoroshiro128+ of pure-rand). */
export function randomSource(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed must be a whole number, got ${seed}`);
  }
  return sourceOf(hash(String(seed)));
}

function sourceOf(state: number): RandomSource {
  const generator = xoroshiro128plus(state);
  let spare: number | undefined;
  const uniform = (): number =>
    // 53 random bits over 2^53
    ((generator.next() >>> 5) * 67108864 + (generator.next() >>> 6)) / 9007199254740992;
  const integer = (below: number): number => Math.floor(uniform() * below);
  return {
    uniform,
    integer,
    normal() {
      // Marsaglia's polar method gives two at a time
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      let u: number;
      let v: number;
      let s: number;
      do {
        u = generator.next() / 2147483648;
        v = generator.next() / 2147483648;
        s = u * u + v * v;
      } while (s >= 1 || s === 0);
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    },
    permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, k) => k);
      for (let k = count - 1; k > 0; k--) {
        const j = integer(k + 1);
        [order[k], order[j]] = [order[j], order[k]];
      }
      return order;
    },
    fork: (label) => sourceOf(hash(`${state}/${label}`)),
  };
}

/** FNV-1a with a final avalanche, so that near labels give far states. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) h = Math.imul(h ^ text.charCodeAt(k), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
