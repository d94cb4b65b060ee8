import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";

/**
 * s: a basis that is more than 5 ms off is refused, one more than .5 ms off flagged; a tenth for rounding. Of a simulated
 * brain at 35 ms, a basis of 34 or 36 ms gives mI 4, GABA 10 and tCho 2 % off; of 30 or 40 ms 17 to 21, 42 to 47 and 5 to 9.
 */
const [REFUSED, FLAGGED] = [0.0051, 0.0006];
/**
 * Share of its first points that a FID of the basis may have where it ends, and the scan where the basis ends: with 1 %
 * GABA, the weakest, is off by less than 3 %, with 3 % by 15 %.
 */
const [END, THERE] = [0.05, 0.01];
/** s of a FID's beginning, and of its end; and of a scan from where its basis ends. */
const [WINDOW, BEYOND] = [0.005, 0.02];

/**
 * Whether a basis is one for a scan: of protons, of its echo time and, where the scan still has signal, of its length.
 * FSL-MRS refuses every basis that is shorter than the scan; here one may be that has decayed, or whose scan has.
 *
 * @param stack - one FID, without the zeros that it was filled with.
 * @param options - `otherEchoTime`: flag what would be refused.
 * @returns what is to be flagged.
 * @throws InputError for another nucleus than 1H, echo times that differ by more than 5 ms, and a basis that ends too soon.
 */
export function basisCheck(
  basis: Pick<BasisSet, "re" | "im" | "shape" | "header">,
  stack: Pick<FidStack, "re" | "im" | "shape" | "dwellTime" | "nucleus" | "echoTime">,
  { otherEchoTime = false }: Pick<FitOptions, "otherEchoTime"> = {},
): string[] {
  if (stack.nucleus !== "1H") {
    throw new InputError({
      key: "nucleus of the scan",
      value: stack.nucleus,
      expected: "1H, as of the basis",
    });
  }
  const flags: string[] = [];
  const [own, other] = [basis.header.echoTime, stack.echoTime];
  if (own === undefined || other === undefined) {
    flags.push(`echo time of the ${own === undefined ? "basis" : "scan"} is not known`);
  } else if (Math.abs(own - other) > REFUSED && !otherEchoTime) {
    throw new InputError({
      key: "echo time of the basis",
      value: milliseconds(own),
      expected: `that of the scan, ${milliseconds(other)}, within 5 ms, or the option otherEchoTime`,
    });
  } else if (Math.abs(own - other) > FLAGGED) {
    flags.push(
      `echo time of the basis ${milliseconds(own)}, of the scan ${milliseconds(other)}: mI is off by some 4 % a ms`,
    );
  }
  const points = stack.shape[1];
  const lasts = basis.shape[1] * basis.header.dwellTime;
  const needed = points * stack.dwellTime;
  if (lasts < needed - WINDOW) {
    const there = scanLevel(stack, stack.dwellTime, points, lasts);
    const ends = endLevel(basis);
    if (there > THERE && ends > END) {
      throw new InputError({
        key: "length of the basis",
        value: `${milliseconds(lasts)}, where it still has ${percent(ends)} of its first points and the scan ${percent(there)}`,
        expected: `that of the scan, ${milliseconds(needed)}, or signals that have decayed`,
      });
    }
  }
  return flags;
}

interface Samples {
  re: ArrayLike<number>;
  im: ArrayLike<number>;
}

/** Mean power of samples. */
function power({ re, im }: Samples, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += re[k] ** 2 + im[k] ** 2;
  return sum / Math.max(1, to - from);
}

/** What a scan has from a time on, over its first points: what exceeds its noise, which its last tenth shows. */
function scanLevel(stack: Samples, dwellTime: number, points: number, time: number): number {
  const from = Math.min(points - 1, Math.round(time / dwellTime));
  const to = Math.min(points, from + Math.ceil(BEYOND / dwellTime));
  const noise = power(stack, Math.floor(0.9 * points), points) * (1 + 3 / Math.sqrt(to - from));
  const signal = power(stack, from, to) - noise;
  return Math.sqrt(Math.max(0, signal) / power(stack, 0, Math.ceil(WINDOW / dwellTime)));
}

/** What the FIDs of a basis have where they end, over their first points. */
function endLevel({ re, im, shape: [rows, points], header }: Parameters<typeof basisCheck>[0]): number {
  const window = Math.min(points, Math.ceil(WINDOW / header.dwellTime));
  let [first, last] = [0, 0];
  for (let row = 0; row < rows; row++) {
    first += power({ re, im }, row * points, row * points + window);
    last += power({ re, im }, (row + 1) * points - window, (row + 1) * points);
  }
  return first > 0 ? Math.sqrt(last / first) : 0;
}

function milliseconds(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(4))} ms`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
