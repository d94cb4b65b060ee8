/** A FID that something is added to, and how it is sampled. */
export interface FidTarget {
  condition: string;
  re: Float64Array;
  im: Float64Array;
}

/** How a FID is sampled and where 0 Hz lies. */
export interface FidSampling {
  /** s */
  dwellTime: number;
  /** MHz */
  spectrometerFrequency: number;
  referencePpm: number;
}

/** The band around 1.9 ppm within which the editing pulse of ON inverts what is then crushed, ppm. */
const EDIT_BAND = [1.6, 2.2] as const;

/** Whether a condition's editing pulse takes away what stands at a ppm. */
export function isEdited(condition: string, ppm: number): boolean {
  return condition === "ON" && ppm > EDIT_BAND[0] && ppm < EDIT_BAND[1];
}

/**
 * Adds a Gaussian line to a FID, in place.
 *
 * @param line - width: Hz, full width at half maximum; area: of the FID at t = 0; phase: rad.
 */
export function gaussianLineAdd(
  { re, im }: FidTarget,
  { dwellTime, spectrometerFrequency, referencePpm }: FidSampling,
  line: { ppm: number; width: number; area: number; phase?: number },
): void {
  const { ppm, width, area, phase = 0 } = line;
  const turn = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
  for (let t = 0; t < re.length; t++) {
    const decay = Math.exp(-((Math.PI * width * t * dwellTime) ** 2) / (4 * Math.LN2));
    if (decay < 1e-9) break;
    re[t] += area * decay * Math.cos(phase + turn * t);
    im[t] += area * decay * Math.sin(phase + turn * t);
  }
}
