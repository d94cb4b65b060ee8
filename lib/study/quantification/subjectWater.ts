import type { CohortSubject } from "../../cohort/index.js";
import { quantifyConstants } from "../../quantify/index.js";
import { fidStack } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";

/** Hz, Lorentzian width of tissue water beside the voxel's own Gaussian width. */
const LORENTZIAN = 3;

/**
 * The unsuppressed water reference of a simulated subject: water of its grey matter, white matter and CSF with their
 * contents and relaxation (`data/quantify.json`), two protons a molecule, one line, without noise.
 */
export function subjectWater({ truth, clean }: CohortSubject): FidStack {
  const { pure, content, t1, t2 } = quantifyConstants().water;
  const { echoTime = 0, repetitionTime = Infinity, dwellTime, shape } = clean;
  const protons = (["greyMatter", "whiteMatter", "csf"] as const).reduce((sum, of) => {
    const left = Math.exp(-echoTime / t2[of]) * (1 - Math.exp(-repetitionTime / t1[of]));
    return sum + 2 * pure * truth.tissue[of] * content[of] * left;
  }, 0);
  const re = Float32Array.from({ length: shape[1] }, (_, k) => {
    const t = k * dwellTime;
    const gaussian = (Math.PI * truth.gaussianWidth * t) ** 2 / (4 * Math.LN2);
    return protons * Math.exp(-Math.PI * LORENTZIAN * t - gaussian);
  });
  return fidStack({
    ...clean,
    re,
    im: new Float32Array(re.length),
    shape: [1, re.length],
    labels: undefined,
    history: [`simulate: water reference of ${truth.subject}`],
  });
}
