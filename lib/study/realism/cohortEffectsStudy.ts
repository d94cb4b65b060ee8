import { COHORT_EFFECTS, cohortSimulate } from "../../cohort/index.js";
import type { CohortConfig, CohortEffect } from "../../cohort/index.js";
import { EDIT_OFF, EDIT_ON, ppmWindow, stackSelect, stackToSpectra } from "../../signal/index.js";
import type { FidStack, Progress } from "../../signal/index.js";

/** One point of one transient. */
export interface CohortEffectRow {
  effect: CohortEffect;
  series: "without" | "with" | "difference";
  ppm: number;
  /** Real part, the highest point without the effect being 1; the difference is with less without. */
  value: number;
}

/** What a spectrum needs to look like one at all; every other effect is added to these alone. */
const ALWAYS: readonly CohortEffect[] = ["relaxation", "lineshape"];
/** Effects that only ON transients have. */
const OF_ON: readonly CohortEffect[] = ["subtraction"];

/**
 * What each effect does to a transient: the last OFF transient of the cohort's first subject (ON for what only ON has),
 * where the drift has gone farthest, with relaxation and line shape only, and with one more effect.
 *
 * @param range - ppm. @default [0.2, 5.2]
 */
export function cohortEffectsStudy(
  config: CohortConfig,
  options: { range?: readonly [number, number]; progress?: Progress } = {},
): CohortEffectRow[] {
  const { range = [0.2, 5.2], progress } = options;
  const transient = (on: readonly CohortEffect[], label: number): FidStack => {
    const without = COHORT_EFFECTS.filter((effect) => !on.includes(effect));
    const [{ stack }] = cohortSimulate({ ...config, sites: 1, subjectsPerSite: 1, without });
    return stackSelect(stack, [stack.labels ? stack.labels.lastIndexOf(label) : stack.shape[0] - 1]);
  };
  return COHORT_EFFECTS.flatMap((effect, k) => {
    const label = OF_ON.includes(effect) ? EDIT_ON : EDIT_OFF;
    const without = ALWAYS.filter((one) => one !== effect);
    const pair = [transient(without, label), transient([...without, effect], label)];
    const [plain, changed] = pair.map((stack) => stackToSpectra(stack));
    const [first, last] = ppmWindow(plain.ppm, ...range);
    const top = Math.max(...plain.re.subarray(first, last));
    progress?.(k + 1, COHORT_EFFECTS.length, effect);
    return Array.from({ length: last - first }, (_, k) => first + k).flatMap((p): CohortEffectRow[] => {
      const [before, after] = [plain.re[p] / top, changed.re[p] / top];
      const place = { effect, ppm: plain.ppm[p] };
      return [
        { ...place, series: "without", value: before },
        { ...place, series: "with", value: after },
        { ...place, series: "difference", value: after - before },
      ];
    });
  });
}
