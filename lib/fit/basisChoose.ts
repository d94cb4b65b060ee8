import { metaboliteEntry, metaboliteKind, metaboliteName } from "../basis/index.js";
import { fftInPlace, InputError, nextPowerOfTwo } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitKind, FitLeftOut } from "./fitResult.js";
import type { FitSettings } from "./fitSettings.js";
import { notFittedText } from "./notFittedText.js";

/** What of a basis is fitted. */
export interface BasisChoice {
  /** By the project's name, with the row in the basis, whose order it keeps. */
  fitted: { name: string; row: number }[];
  notFitted: FitLeftOut[];
}

/** A measured spectrum of all macromolecules: nothing is fitted beside it that stands for a part of them. */
const WHOLE = "MMexp";
/** Share of an entry's signal below which it counts as none. */
const IN_RANGE = 0.02;

/**
 * Which entries of a basis are fitted: those of the option `metabolites`, else those of the preset's practice, else all
 * but water and references, what has the lines of another entry (total choline beside GPC and PCh), what the preset
 * brings Gaussians of its own for, and what has no signal in the range. FSL-MRS fits what the basis holds, too.
 *
 * @param own - kinds that the preset brings as Gaussians.
 * @throws InputError for a name in `metabolites` or `omit` that the basis lacks, and where nothing is left.
 */
export function basisChoose(
  basis: BasisSet,
  settings: Pick<FitSettings, "preset" | "ppmRange" | "asked" | "metabolites" | "omit">,
  own: ReadonlySet<FitKind>,
): BasisChoice {
  const { preset, ppmRange, asked, metabolites, omit } = settings;
  const names = basis.names.map(metaboliteName);
  const known = (key: string, list: readonly string[]): Set<string> => {
    const lacking = list.filter((name) => !names.includes(metaboliteName(name)));
    if (lacking.length === 0) return new Set(list.map(metaboliteName));
    const expected = `names that the basis has: ${basis.names.join(", ")}`;
    throw new InputError({ key, value: lacking.join(", "), expected });
  };
  const wanted = asked && known("metabolites", asked);
  const without = known("omit", omit);
  const has = (name: string): boolean => names.includes(name) && !without.has(name);
  const why = (name: string, row: number): string | undefined => {
    if (without.has(name)) return "omitted";
    if (wanted) return wanted.has(name) ? undefined : "not in the list of metabolites";
    const kind = metaboliteKind(name);
    const { unless = [] } = metaboliteEntry(name) ?? {};
    if (kind === "reference") return "no metabolite";
    if (unless.some(has)) return `${unless.filter(has).join(" and ")} instead`;
    if (name !== WHOLE) {
      if (kind === "macromolecule" && has(WHOLE)) return `${WHOLE} instead`;
      if (kind !== "metabolite" && own.has(kind)) return "the preset's own instead";
    }
    // What stands for some that a practice has is within it: total choline for GPC and PCh.
    const usual = !metabolites || [name, ...unless].some((one) => metabolites.includes(one));
    if (!usual) return `not in the list of ${preset}`;
    return inRange(basis, row, ppmRange) < IN_RANGE ? "no signal in the fitted range" : undefined;
  };
  const fitted: BasisChoice["fitted"] = [];
  const notFitted: FitLeftOut[] = [];
  names.forEach((name, row) => {
    const reason = why(name, row);
    if (reason === undefined) fitted.push({ name, row });
    else notFitted.push({ name, why: reason });
  });
  if (fitted.length > 0) return { fitted, notFitted };
  throw new InputError({ key: "basis", value: notFittedText(notFitted), expected: "an entry to fit" });
}

/** Share of an entry's energy that lies within a range of ppm. */
function inRange({ re, im, shape, header }: BasisSet, row: number, [low, high]: readonly number[]): number {
  const points = shape[1];
  const size = nextPowerOfTwo(points);
  const [x, y] = [re, im].map((samples) => {
    const padded = new Float64Array(size);
    padded.set(samples.subarray(row * points, (row + 1) * points));
    return padded;
  });
  fftInPlace(x, y, 0, size);
  const step = 1 / (size * header.dwellTime * header.spectrometerFrequency);
  let [inside, all] = [0, 0];
  for (let k = 0; k < size; k++) {
    const ppm = header.referencePpm + (k < size / 2 ? k : k - size) * step;
    const power = x[k] ** 2 + y[k] ** 2;
    all += power;
    if (ppm >= low && ppm <= high) inside += power;
  }
  return all > 0 ? inside / all : 0;
}
