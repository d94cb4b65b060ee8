import { editedFit, spectrumFit } from "../../fit/index.js";
import type { EditedFitOptions, FitResult } from "../../fit/index.js";
import { scanProcess, stackReference, stackWaterRemove, waterLine } from "../../process/index.js";
import type { ScanProcessed, ScanProcessedMega, StackEditOptions } from "../../process/index.js";
import {
  coEditedPart,
  fittedSpectrum,
  magnetField,
  magnetFieldUnknown,
  NO_RATIOS,
  scanQuantify,
  waterAmplitude,
} from "../../quantify/index.js";
import type { QuantifyConstants, QuantityRow, TissueFractions } from "../../quantify/index.js";
import { InputError, stackShift } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";

/** <ON, OFF> / <OFF, OFF> of NAA below which a basis edits it: its methyl singlet is most of its energy. */
const NAA_KEPT = 0.6;

export interface ScanFitOptions {
  /** For the tables: who was scanned. */
  subject: string;
  /** One set for a scan that is not edited; those of OFF and ON for an edited one, whose difference is made of them. */
  basis: readonly BasisSet[];
  /**
   * Preset and whatever differs from it, for every spectrum; `coEdited`: the model of co-edited macromolecules.
   * @default coEdited "free"
   */
  fit?: EditedFitOptions;
  /** Unsuppressed water of the same scan: eddy currents are corrected by it, and concentrations given. */
  water?: FidStack;
  /** Fractions of the voxel. */
  tissue?: TissueFractions;
  /** What ratios are taken to. @default "tCr" */
  ratioTo?: string;
  /**
   * Which spectra lose their residual water: `fitted` leaves it in ON and SUM, which are not fitted, and takes half the
   * time. @default "all"
   */
  waterRemove?: "all" | "fitted";
  /** How the transients are combined. @default as `scanProcess` */
  combine?: StackEditOptions;
  /** @default `data/quantify.json` at the scan's field strength */
  constants?: QuantifyConstants;
}

/** A scan processed, fitted and quantified. */
export interface ScanFitted {
  subject: string;
  processed: ScanProcessed;
  /** `PRESS`; or `OFF` and `DIFF`; `OFF` alone where the basis is not for this editing, which `flags` say. */
  fits: { spectrum: string; fit: FitResult }[];
  /** Every quantity of every spectrum. */
  rows: QuantityRow[];
  /** What is to be said of the scan as a whole: water left out or implausible, concentrations that cannot be given. */
  flags: string[];
}

/**
 * The whole way from transients to tables: processed (`scanProcess`), the average fitted (`spectrumFit`) or OFF
 * and DIFF (`editedFit`), quantified (`scanQuantify`).
 *
 * @throws InputError where the basis lacks a condition that the scan has, and what the steps throw.
 */
export function scanFit(stack: FidStack, options: ScanFitOptions): ScanFitted {
  const {
    subject,
    basis,
    fit = {},
    water,
    tissue,
    ratioTo,
    waterRemove = "all",
    combine,
    constants,
  } = options;
  const processed = process(stack, water, waterRemove, combine);
  const { coEdited = "free", ...given } = fit;
  const inTissue = tissue && { greyMatter: tissue.greyMatter / (tissue.greyMatter + tissue.whiteMatter) };
  const plain = { ...inTissue, ...given };
  const fits: ScanFitted["fits"] = [];
  const notFitted: string[] = [];
  if (processed.kind === "press") {
    fits.push({ spectrum: "PRESS", fit: spectrumFit(processed.average, basisOf(basis), plain) });
  } else {
    // Four experiments of which it is not known which edit GSH: OFF is a mean of both, which no basis makes.
    const mixed = processed.hermes !== undefined && processed.hermes.gsh === undefined;
    const setOf = (condition: "OFF" | "ON"): BasisSet =>
      mixed ? basisWithout(basisOf(basis, condition), "GSH") : basisOf(basis, condition);
    const both = { off: setOf("OFF"), on: setOf("ON") };
    const why = differenceUnlike(processed, both);
    if (why !== undefined) {
      notFitted.push(why);
      fits.push({ spectrum: "OFF", fit: spectrumFit(processed.off, both.off, plain) });
    } else {
      const found = editedFit(processed.off, processed.difference, both, {
        ...plain,
        coEdited,
        cancelled: processed.hermes ? ["GSH"] : [],
      });
      fits.push({ spectrum: "OFF", fit: found.off }, { spectrum: "DIFF", fit: found.difference });
    }
    if (processed.hermes) {
      const { experiments } = processed.hermes;
      notFitted.push(
        `HERMES (${experiments.join(", ")}): DIFF is GABA edited less not, in which GSH cancels`,
        mixed
          ? "GSH is not fitted: neither EditPulse nor water tells which experiments edit it (4.56 ppm), and OFF is the mean of both"
          : "the GSH difference is not fitted: the basis has no set for GSH editing (4.56 ppm)",
      );
    }
  }
  const { spectrometerFrequency } = stack;
  const ofWater =
    processed.water !== undefined && processed.water.leftOut.length > 0 ? [waterLine(processed.water)] : [];
  const unknownField =
    water !== undefined && constants === undefined && magnetField(spectrometerFrequency) === undefined
      ? [magnetFieldUnknown(spectrometerFrequency)]
      : [];
  const scaled = water !== undefined && unknownField.length === 0;
  const echoTime = scaled ? known(stack.echoTime, "echoTime") : undefined;
  const repetitionTime = scaled ? known(stack.repetitionTime, "repetitionTime") : undefined;
  // The coils of both were combined by one set of weights: the water is that of the processed scan.
  const reference =
    echoTime === undefined || repetitionTime === undefined
      ? undefined
      : {
          amplitude: waterAmplitude(processed.water!.fid),
          echoTime: water?.echoTime ?? echoTime,
          repetitionTime: water?.repetitionTime ?? repetitionTime,
          flags: ofWater,
        };
  const rows = scanQuantify(
    fits.map((each) => {
      const own = fittedSpectrum(each.spectrum, each.fit);
      const fitted = { ...own, flags: [...(own.flags ?? []), ...unknownField] };
      return each.spectrum === "DIFF" ? coEditedPart(fitted, coEdited) : fitted;
    }),
    {
      subject,
      water: reference,
      tissue,
      echoTime,
      repetitionTime,
      spectrometerFrequency,
      ratioTo,
      constants,
    },
  );
  const noRatios = (rows[0]?.flags ?? "").split("; ").filter((flag) => flag.startsWith(NO_RATIOS));
  const flags = [...notFitted, ...noRatios, ...unknownField, ...shared(rows, fits)];
  return { subject, processed, fits, rows, flags };
}

function basisWithout(set: BasisSet, name: string): BasisSet {
  const row = set.names.indexOf(name);
  if (row < 0) return set;
  const points = set.shape[1];
  const cut = (part: Float64Array): Float64Array =>
    Float64Array.from([...part.subarray(0, row * points), ...part.subarray((row + 1) * points)]);
  const names = set.names.filter((_, k) => k !== row);
  return { ...set, names, re: cut(set.re), im: cut(set.im), shape: [names.length, points] };
}

/** Why a basis does not make the difference of an edited scan: one edits NAA, as GABA editing does, and the other not. */
function differenceUnlike(
  { editing: { naaEdited } }: ScanProcessedMega,
  { off, on }: { off: BasisSet; on: BasisSet },
): string | undefined {
  const row = off.names.indexOf("NAA");
  if (naaEdited === undefined || row < 0 || on.names[row] !== "NAA") return undefined;
  const points = off.shape[1];
  let [product, energy] = [0, 0];
  for (let k = row * points; k < (row + 1) * points; k++) {
    product += off.re[k] * on.re[k] + off.im[k] * on.im[k];
    energy += off.re[k] ** 2 + off.im[k] ** 2;
  }
  const inBasis = product < NAA_KEPT * energy;
  if (inBasis === naaEdited) return undefined;
  return naaEdited
    ? "DIFF is not fitted: NAA (2.01 ppm) is gone in ON, as GABA editing leaves it, but stays in ON of the basis"
    : "DIFF is not fitted, and no GABA is given: NAA (2.01 ppm) is the same in OFF and ON, so that the scan does not edit GABA (GSH editing?), but goes in ON of the basis";
}

/** What is said of every concentration and of no fit. */
function shared(rows: readonly QuantityRow[], fits: ScanFitted["fits"]): string[] {
  const ofFits = new Set(fits.flatMap(({ fit }) => fit.flags));
  const flags = rows
    .filter(({ quantity, spectrum }) => quantity === "water-scaled" && spectrum === fits[0].spectrum)
    .map((row) => row.flags.split("; "));
  return (flags[0] ?? []).filter(
    (flag) => flag !== "" && !ofFits.has(flag) && flags.every((own) => own.includes(flag)),
  );
}

/** The basis set of a condition, or the only one. */
function basisOf(basis: readonly BasisSet[], condition?: "OFF" | "ON"): BasisSet {
  const value = basis.map((set) => set.condition).join(", ");
  if (condition === undefined) {
    if (basis.length === 1 && basis[0].condition.toUpperCase() !== "ON") return basis[0];
    throw new InputError({
      key: "basis",
      value,
      expected: "one basis set, without editing: the scan is not edited",
    });
  }
  const found = basis.find((set) => set.condition.toUpperCase() === condition);
  if (found !== undefined) return found;
  throw new InputError({ key: "basis", value, expected: `a set for ${condition}: the scan is edited` });
}

function process(
  stack: FidStack,
  reference: FidStack | undefined,
  which: "all" | "fitted",
  combine: StackEditOptions | undefined,
): ScanProcessed {
  const processed = scanProcess(stack, {
    ...combine,
    reference,
    waterRemove: which === "all",
  });
  if (which === "all") return processed;
  if (processed.kind === "press") {
    return { ...processed, average: stackReference(stackWaterRemove(processed.average)).stack };
  }
  const { stack: off, frequency, phase } = stackReference(stackWaterRemove(processed.off));
  const difference = stackShift(stackWaterRemove(processed.difference), { frequency, phase });
  return { ...processed, off, difference };
}

function known(value: number | undefined, key: "echoTime" | "repetitionTime"): number {
  if (value !== undefined) return value;
  const expected = `a number in the scan's header, or the option fallback.${key}: water scaling corrects relaxation`;
  throw new InputError({ key, expected });
}
