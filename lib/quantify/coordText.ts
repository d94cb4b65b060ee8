import type { FitResult } from "../fit/index.js";
import { fittedSpectrum } from "./fittedSpectrum.js";
import { quantifyConstants } from "./quantifyConstants.js";
import { scanQuantify } from "./scanQuantify.js";

export interface CoordTextOptions {
  /** First line. */
  title: string;
  /** MHz, for the shift in ppm. */
  spectrometerFrequency: number;
}

/** LCModel prints so many for what it cannot tell. */
const LARGEST_SD = 999;

/**
 * A fit in the layout of LCModel's COORD file, so that scripts written for those read it: the table of concentrations
 * with sums (`NAA+NAAG`), a few numbers on the line, then ppm (descending), phased data, fit and background, and each
 * component with the background below it, ten values a line.
 *
 * FWHM is that of the highest line of the fit; S/N the highest value of data less background over twice the
 * residual's SD (LCModel manual, section 4.3).
 */
export function coordText(fit: FitResult, options: CoordTextOptions): string {
  const { title, spectrometerFrequency } = options;
  const { components, spectra } = fit;
  const { ppm, data, baseline } = spectra;
  const points = ppm.length;
  const { sums } = quantifyConstants();
  const named = new Map(Object.entries(sums).map(([name, parts]) => [name, parts]));
  const own = fittedSpectrum("fit", fit);
  const has = (name: string): boolean => own.names.includes(name);
  const quantities = scanQuantify([own], { subject: "" });
  // A difference spectrum has no creatine: its ratios are left at 0.
  const ratioOf = (name: string): number =>
    quantities.find(({ quantity, metabolite }) => quantity === "ratio" && metabolite === name)?.value ?? 0;
  const lines = quantities.flatMap(({ quantity, metabolite, value, crlb }) => {
    const parts = named.get(metabolite)?.filter(has);
    // A sum of one part is that part.
    if (quantity !== "amplitude" || (parts?.length === 1 && parts[0] !== metabolite)) return [];
    const sd = value > 0 && crlb !== null ? Math.min(LARGEST_SD, (100 * crlb) / value) : LARGEST_SD;
    const label = parts ? parts.join("+") : metabolite;
    const ratio = exponential(ratioOf(metabolite), 1);
    return [` ${exponential(value, 2)} ${String(Math.round(sd)).padStart(3)}% ${ratio} ${label}`];
  });
  const descending = (values: ArrayLike<number>): string[] => {
    const texts = Array.from({ length: points }, (_, k) => exponential(values[points - 1 - k], 5));
    return Array.from({ length: Math.ceil(points / 10) }, (_, row) =>
      texts.slice(10 * row, 10 * row + 10).join(""),
    );
  };
  const { fwhm, snr } = lineOf(fit);
  const degrees = (radians: number): string => ((radians * 180) / Math.PI).toFixed(1);
  return [
    ` ${title}`,
    ` mrs-synth, preset ${fit.preset}`,
    ` ${lines.length + 1} lines in following concentration table = NCONC+1`,
    "    Conc.  %SD  /Cr+PCr  Metabolite",
    ...lines,
    " 3 lines in following misc. output table",
    `  FWHM = ${fwhm.toFixed(3)} ppm    S/N = ${Math.round(snr)}`,
    `  Data shift = ${(fit.shift / spectrometerFrequency).toFixed(3)} ppm`,
    `  Ph: ${degrees(fit.phase0)} deg       ${degrees(fit.phase1)} deg/ppm`,
    ` ${points} points on ppm-axis = NY`,
    ...descending(ppm),
    " NY phased data points follow",
    ...descending(data),
    " NY points of the fit to the data follow",
    ...descending(spectra.fit),
    " NY background values follow",
    ...descending(baseline),
    ...components.flatMap(({ name, amplitude }, k) => {
      if (amplitude === 0) return [];
      const curve = baseline.map((value, j) => value + spectra.components[k * points + j]);
      return [` ${name.padEnd(8)} Conc. = ${exponential(amplitude, 4)}`, ...descending(curve)];
    }),
    " 0 lines in following diagnostic table:",
    "",
  ].join("\n");
}

/** Fortran's form: `1.23E+00`, a blank where a minus would be. */
function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  const power = Number(exponent);
  const text = `${mantissa}E${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return text.padStart(digits + 8);
}

function lineOf({ spectra, residualSd }: FitResult): { fwhm: number; snr: number } {
  const { ppm, data, fit, baseline } = spectra;
  const clean = fit.map((value, k) => value - baseline[k]);
  const top = clean.reduce((best, value, k) => (value > clean[best] ? k : best), 0);
  const crossing = (step: 1 | -1): number => {
    let k = top;
    while (k + step >= 0 && k + step < clean.length && clean[k + step] > clean[top] / 2) k += step;
    const next = Math.min(clean.length - 1, Math.max(0, k + step));
    const share = next === k ? 0 : (clean[k] - clean[top] / 2) / (clean[k] - clean[next]);
    return ppm[k] + share * (ppm[next] - ppm[k]);
  };
  const highest = data.reduce((best, value, k) => Math.max(best, value - baseline[k]), 0);
  return { fwhm: crossing(1) - crossing(-1), snr: residualSd > 0 ? highest / (2 * residualSd) : 0 };
}
