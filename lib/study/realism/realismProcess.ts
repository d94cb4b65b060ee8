import { spectrumFwhm, spectrumSnr } from "../../metrics/index.js";
import { stackCombine, stackEddyCorrect, stackReference, stackWaterRemove } from "../../process/index.js";
import { nextPowerOfTwo, ppmWindow, stackApodize, stackToSpectra } from "../../signal/index.js";
import type { FidStack, Progress, SpectrumStack } from "../../signal/index.js";
import type { RealismScan } from "./realismScans.js";
import { waterFwhm } from "./waterFwhm.js";

/** What is measured of a scan; undefined where it cannot be had. */
export type RealismQuality = Record<(typeof REALISM_METRICS)[number]["name"], number | undefined>;

/** The metrics of `RealismQuality` in their order, with their units. */
export const REALISM_METRICS = [
  { name: "tCr SNR", unit: "" },
  { name: "tCr FWHM", unit: "Hz" },
  { name: "water FWHM", unit: "Hz" },
  { name: "frequency shift", unit: "Hz" },
  { name: "residual water / NAA", unit: "" },
  { name: "tNAA / tCr", unit: "" },
  { name: "tCho / tCr", unit: "" },
  { name: "mI / tCr", unit: "" },
  { name: "Glx / tCr", unit: "" },
  { name: "Cr 3.92 / tCr", unit: "" },
  { name: "MM 0.9 / tCr", unit: "" },
] as const;

/** A scan processed for comparison. */
export interface RealismSpectrum {
  id: string;
  site: string;
  group: RealismScan["group"];
  quality: RealismQuality;
  /** Real part at `REALISM_PPM`, its Euclidean norm 1. */
  spectrum: Float64Array;
  /** Averaged, eddy currents corrected, referenced and phased; residual water is in it. */
  wet: FidStack;
}

/** The axis on which spectra are compared: 0.2 to 4.2 ppm in steps of 0.01. */
export const REALISM_PPM = Float64Array.from({ length: 401 }, (_, k) => 0.2 + k / 100);

/** Hz; the same apodisation for all, below the narrowest measured line. */
const APODISATION = 2;

/** ppm ranges whose area above the straight line between their ends is taken: no fit, the same for every scan. */
const AREAS = {
  tCr: [2.95, 3.11],
  "tNAA / tCr": [1.9, 2.13],
  "tCho / tCr": [3.13, 3.3],
  "mI / tCr": [3.47, 3.69],
  "Glx / tCr": [2.18, 2.48],
  "Cr 3.92 / tCr": [3.85, 4.0],
  "MM 0.9 / tCr": [0.7, 1.1],
} as const;

/**
 * Processes measured and simulated scans in the same way: average, eddy-current correction where the scan has a water
 * reference, referencing and phasing, HLSVD water removal, 2 Hz of apodisation, one axis, one norm. 60 ms a scan.
 */
export function realismProcess(scans: readonly RealismScan[], progress?: Progress): RealismSpectrum[] {
  return scans.map(({ id, site, group, stack, reference }, k) => {
    const { average } = stackCombine(stack);
    const corrected = reference ? stackEddyCorrect(average, reference) : average;
    const { stack: wet, frequency } = stackReference(corrected);
    // The foot of a water line twenty times as high as NAA turns the phase that Cr and Cho seem to have.
    const { stack: dry } = stackReference(stackWaterRemove(wet));
    const fine = stackToSpectra(dry, { points: nextPowerOfTwo(dry.shape[1]) * 8 });
    const tCr = areaAbove(fine, AREAS.tCr);
    const ratio = (name: keyof typeof AREAS): number => areaAbove(fine, AREAS[name]) / tCr;
    const quality: RealismQuality = {
      "tCr SNR": spectrumSnr(stackToSpectra(dry)),
      "tCr FWHM": spectrumFwhm(fine),
      "water FWHM": reference && waterFwhm(reference),
      "frequency shift": frequency,
      "residual water / NAA": highest(wet, [4.4, 5]) / highest(wet, [1.9, 2.1]),
      "tNAA / tCr": ratio("tNAA / tCr"),
      "tCho / tCr": ratio("tCho / tCr"),
      "mI / tCr": ratio("mI / tCr"),
      "Glx / tCr": ratio("Glx / tCr"),
      "Cr 3.92 / tCr": ratio("Cr 3.92 / tCr"),
      "MM 0.9 / tCr": ratio("MM 0.9 / tCr"),
    };
    progress?.(k + 1, scans.length, id);
    return { id, site, group, quality, spectrum: spectrumOf(dry), wet };
  });
}

function highest(stack: FidStack, range: readonly [number, number]): number {
  const spectra = stackToSpectra(stack);
  const [first, last] = ppmWindow(spectra.ppm, ...range);
  let top = 0;
  for (let k = first; k < last; k++) top = Math.max(top, Math.hypot(spectra.re[k], spectra.im[k]));
  return top;
}

function areaAbove({ re, ppm }: SpectrumStack, [low, high]: readonly [number, number]): number {
  const [first, last] = ppmWindow(ppm, low, high);
  let sum = 0;
  for (let k = first; k < last; k++) {
    const along = (k - first) / (last - 1 - first);
    sum += re[k] - (1 - along) * re[first] - along * re[last - 1];
  }
  return sum * (ppm[1] - ppm[0]);
}

function spectrumOf(dry: FidStack): Float64Array {
  const points = nextPowerOfTwo(dry.shape[1]) * 4;
  const { re, ppm } = stackToSpectra(stackApodize(dry, { lorentzian: APODISATION }), { points });
  const step = ppm[1] - ppm[0];
  const values = REALISM_PPM.map((at) => {
    const place = (at - ppm[0]) / step;
    const k = Math.floor(place);
    return re[k] * (k + 1 - place) + re[k + 1] * (place - k);
  });
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}
