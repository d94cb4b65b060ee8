import { ppmWindow, stackShift, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackAlign } from "./stackAlign.js";

/**
 * What ON is aligned to OFF by: `singlets` is spectral registration on Cr and Cho together; `water` and `choline` are
 * Osprey's L2Norm, with stable and with unstable residual water.
 */
export type SubSpectraTarget = "singlets" | "water" | "choline";

export interface SubSpectraAlignOptions {
  /** @default "choline" (least error of the difference on simulated scans, whose water is unstable) */
  target?: SubSpectraTarget;
  /** ppm range of `singlets`. @default [2.85, 3.4] (Cr and Cho, which editing leaves alone) */
  ppmRange?: [number, number];
}

/** ON brought onto OFF, and what was added to it. */
export interface SubSpectraAligned {
  on: FidStack;
  /** Hz */
  frequency: number;
  /** rad */
  phase: number;
}

/** Where the largest line is looked for, and how far around it spectra are compared, ppm (Osprey, osp_editSubSpecAlign). */
const L2_WINDOWS = { water: { centre: 4.68, reach: 0.22 }, choline: { centre: 3.22, reach: 0.09 } } as const;

/** Hz and rad below which a further pass changes nothing. */
const SETTLED = [0.005, 0.0005] as const;

/**
 * Shifts and turns averaged ON so that its difference from averaged OFF is least, in the L2 norm over the window of the
 * target. Osprey compares real parts by search; here it is the complex spectra, whose optimum spectral registration
 * reads off. The window stays put while ON moves, so that it is done again until nothing moves.
 */
export function subSpectraAlign(
  off: FidStack,
  on: FidStack,
  options: SubSpectraAlignOptions = {},
): SubSpectraAligned {
  const { target = "choline", ppmRange = [2.85, 3.4] } = options;
  const window = target === "singlets" ? ppmRange : l2Window(off, on, L2_WINDOWS[target]);
  let [frequency, phase] = [0, 0];
  for (let pass = 0; pass < 5; pass++) {
    const found = stackAlign(stackShift(on, { frequency, phase }), {
      ppmRange: window,
      reference: off,
      maximumShift: 15,
      duration: 0.25,
    });
    frequency += found.frequency[0];
    phase += found.phase[0];
    if (Math.abs(found.frequency[0]) < SETTLED[0] && Math.abs(found.phase[0]) < SETTLED[1]) break;
  }
  const said = window.map((ppm) => ppm.toFixed(2)).join("-");
  const line = `align ON to OFF: ${target}, ${said} ppm, ${frequency.toFixed(3)} Hz, ${phase.toFixed(4)} rad`;
  return {
    on: { ...stackShift(on, { frequency, phase }), history: [...on.history, line] },
    frequency,
    phase,
  };
}

/** The union of the windows around the highest point of each condition. */
function l2Window(
  off: FidStack,
  on: FidStack,
  { centre, reach }: { centre: number; reach: number },
): [number, number] {
  const tops = [off, on].map((stack) => {
    const { re, im, ppm } = stackToSpectra(stack);
    const [first, last] = ppmWindow(ppm, centre - reach, centre + reach);
    let top = first;
    for (let k = first; k < last; k++) {
      if (Math.hypot(re[k], im[k]) > Math.hypot(re[top], im[top])) top = k;
    }
    return ppm[top];
  });
  return [Math.min(...tops) - reach, Math.max(...tops) + reach];
}
