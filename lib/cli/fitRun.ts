import { tableCsv } from "../charts/tableCsv.js";
import { notFittedText, presetsCompare } from "../fit/index.js";
import type { PresetRow } from "../fit/index.js";
import { writeFileAtomic } from "../io/index.js";
import { scanQuality } from "../metrics/index.js";
import { coordText, quantitiesChosen } from "../quantify/index.js";
import type { QuantityKind, QuantityRow } from "../quantify/index.js";
import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { basisSets } from "../study/set/basisSets.js";
import { basisSimulated } from "../study/set/basisSimulated.js";
import { scanFit } from "../study/set/scanFit.js";
import type { ScanFitted } from "../study/set/scanFit.js";
import type { FitCommandOptions } from "./fit.js";
import { headerTold, scanRead } from "./headerOptions.js";
import { leftOut, printJson, scanName } from "./terminal.js";

/** What `mrs-synth fit` does. */
export async function fitRun(files: string[], options: FitCommandOptions): Promise<void> {
  for (const option of ["water", "report", "coord"] as const) {
    if (options[option] === undefined || files.length === 1) continue;
    const expected = "one FILE: it belongs to one scan";
    throw new InputError({ key: `--${option}`, value: `for ${files.length} files`, expected });
  }
  if (options.report !== undefined && !/\.(html|svg)$/i.test(options.report)) {
    const expected = "a name that ends in .html or .svg";
    throw new InputError({ key: "--report", value: options.report, expected });
  }
  const basis =
    options.basis === "simulated"
      ? undefined
      : await basisSets(options.basis, { fallback: headerTold(options) });
  // LCModel's RAW leaves to the basis what it was sampled with.
  const { dwellTime, spectrometerFrequency, echoTime } = basis?.[0].header ?? {};
  const read = (file: string, part?: "reference"): Promise<FidStack> =>
    scanRead(file, options, { dwellTime, spectrometerFrequency, echoTime }, part);
  const water = options.water === undefined ? undefined : await read(options.water, "reference");
  const { metabolites, omit, ratioTo } = options;
  const summaries: object[] = [];
  const rows: QuantityRow[] = [];
  for (const file of files) {
    try {
      const stack = await read(file);
      const fitted = scanFit(stack, {
        subject: scanName(file),
        basis: basis ?? basisSimulated(stack),
        fit: { preset: options.preset, metabolites, omit },
        water,
        tissue: options.tissue,
        ratioTo,
      });
      const presets = options.compare
        ? presetsCompare(unedited(fitted), basisOf(basis ?? basisSimulated(stack)), { metabolites, omit })
        : undefined;
      rows.push(...fitted.rows);
      summaries.push({ ...summaryOf(file, fitted), presets: presets?.map(finiteRow) });
      if (!options.json) console.log([readable(file, fitted), ...comparison(presets)].join("\n"));
      await writeOutputs(fitted, presets, stack.spectrometerFrequency, options);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      leftOut(file, error);
    }
  }
  if (options.csv !== undefined && rows.length > 0) await writeFileAtomic(options.csv, tableCsv(rows));
  if (!options.json) return;
  if (files.length > 1) printJson(summaries);
  else if (summaries.length > 0) printJson(summaries[0]);
}

/** What presets are compared on: the average, or OFF of an edited scan. */
function unedited({ processed }: ScanFitted): FidStack {
  return processed.kind === "press" ? processed.average : processed.off;
}

/** The only set, or that of OFF. */
function basisOf(sets: readonly BasisSet[]): BasisSet {
  return sets.find(({ condition }) => condition.toUpperCase() === "OFF") ?? sets[0];
}

function finiteRow(row: PresetRow): object {
  return { ...row, crlbPercent: finite(row.crlbPercent), spreadPercent: row.spreadPercent ?? null };
}

/** Lines of a table: a quantity each, its ratio by every way of fitting, its bound and the spread over presets. */
function comparison(presets: readonly PresetRow[] = []): string[] {
  const quantities = [...new Set(presets.map(({ quantity }) => quantity))];
  return quantities.flatMap((quantity) => {
    const own = presets.filter((row) => row.quantity === quantity);
    const bound = own.find(({ method }) => method === "default")?.crlbPercent ?? Infinity;
    const spread = own[0].spreadPercent?.toFixed(0) ?? "-";
    const head = `  ${quantity} by preset: SD ${spread} % where the bound is ${bound.toFixed(1)} %`;
    return [head, ...own.map(({ method, value }) => `    ${figure(value).padStart(7)} ${method}`)];
  });
}

async function writeOutputs(
  fitted: ScanFitted,
  presets: readonly PresetRow[] | undefined,
  spectrometerFrequency: number,
  { report, coord, preset }: FitCommandOptions,
): Promise<void> {
  if (report !== undefined) {
    const notes = [`Preset ${preset}.`, ...fitted.processed.history];
    const { fitReport } = await import("../charts/fitReport.js");
    const { html, svg } = await fitReport({ ...fitted, presets, notes });
    await writeFileAtomic(report, /\.svg$/i.test(report) ? svg : html);
  }
  if (coord === undefined) return;
  for (const { spectrum, fit } of fitted.fits) {
    const target = spectrum === "DIFF" ? coord.replace(/(\.[^./\\]*)?$/, "_DIFF$1") : coord;
    const title = `${fitted.subject} ${spectrum}`;
    await writeFileAtomic(target, coordText(fit, { title, spectrometerFrequency }));
  }
}

/** Values by metabolite of one kind, from the spectrum that tells each best. */
function valuesOf(rows: readonly QuantityRow[], kind: QuantityKind): Record<string, number> | undefined {
  const chosen = quantitiesChosen(rows, kind);
  if (chosen.length === 0) return undefined;
  return Object.fromEntries(chosen.map(({ metabolite, value }) => [metabolite, value]));
}

function summaryOf(file: string, { processed, fits, rows, flags }: ScanFitted): object {
  const { water } = processed;
  return {
    file,
    kind: processed.kind,
    flags,
    water: water && { transients: water.transients, leftOut: water.leftOut },
    implausible: implausible(rows),
    ratioTo: ratioUnit(rows)?.slice(1),
    ratios: valuesOf(rows, "ratio"),
    amplitudes: valuesOf(rows, "amplitude"),
    waterScaled: valuesOf(rows, "water-scaled"),
    csfCorrected: valuesOf(rows, "CSF-corrected"),
    tissueCorrected: valuesOf(rows, "tissue-corrected"),
    metabolites: fits.flatMap(({ spectrum, fit }) =>
      fit.components.map(({ name, kind, amplitude, crlb, crlbPercent, shift, lorentzian }) => ({
        spectrum,
        name,
        kind,
        amplitude,
        crlb: finite(crlb),
        crlbPercent: finite(crlbPercent),
        shift,
        lorentzian,
      })),
    ),
    quality: {
      fits: fits.map(({ spectrum, fit }) => ({
        spectrum,
        preset: fit.preset,
        converged: fit.converged,
        flags: fit.flags,
        notFitted: fit.notFitted,
        residualOverNoise: finite(fit.residualOverNoise),
        gaussian: fit.gaussian,
        shift: fit.shift,
        phase0: fit.phase0,
        phase1: fit.phase1,
        milliseconds: Math.round(fit.milliseconds),
      })),
      transients: processed.transients,
      rejected: processed.rejected,
      metrics: scanQuality(processed).map(({ name, spectrum, unit, value }) => ({
        name,
        spectrum,
        unit,
        value: value ?? null,
      })),
    },
    history: processed.history,
  };
}

/** JSON knows no infinity: null is a bound that the data do not give. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What ratios were taken to, as `/tCr`; undefined where there are none. */
function ratioUnit(rows: readonly QuantityRow[]): string | undefined {
  return rows.find(({ quantity }) => quantity === "ratio")?.unit;
}

/** Ratios are near 1; amplitudes have any size. */
function figure(value: number): string {
  return value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4)
    ? value.toExponential(2)
    : value.toFixed(3);
}

/** By metabolite what is said of concentrations that no brain has; undefined where there are none. */
function implausible(rows: readonly QuantityRow[]): Record<string, string> | undefined {
  const found = quantitiesChosen(rows, "water-scaled").flatMap(({ metabolite, flags }) =>
    flags
      .split("; ")
      .filter((flag) => flag.startsWith("implausible:"))
      .map((flag): [string, string] => [metabolite, flag]),
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function readable(file: string, { processed, fits, rows, flags: ofScan }: ScanFitted): string {
  const { rejected, transients } = processed;
  const flags = [
    ...(rejected.length > 0 ? [`  left out: ${rejected.join(", ")} of ${transients} transients`] : []),
    ...ofScan.map((flag) => `  ${flag}`),
    ...fits.flatMap(({ spectrum, fit: { notFitted, flags: own } }) => {
      const left = notFitted.length > 0 ? [`in the basis, not fitted: ${notFittedText(notFitted)}`] : [];
      return [...own, ...left].map((line) => `  ${spectrum}: ${line}`);
    }),
  ];
  const ofWhole = new Set([...ofScan, ...fits.flatMap(({ fit }) => fit.flags)]);
  const over = ratioUnit(rows);
  const lines = quantitiesChosen(rows, over === undefined ? "amplitude" : "ratio").map(
    ({ spectrum, metabolite, value, crlb, flags: all }) => {
      const concentration = quantitiesChosen(rows, "water-scaled").find(
        (row) => row.metabolite === metabolite,
      );
      // Those of the scan or of a fit as a whole stand above.
      const own = [...new Set([all, concentration?.flags ?? ""].flatMap((text) => text.split("; ")))]
        .filter((flag) => flag !== "" && !ofWhole.has(flag))
        .join("; ");
      const bound = crlb === null ? "" : `+- ${figure(crlb)}`;
      const scaled = concentration ? `${concentration.value.toFixed(2)} ${concentration.unit}` : "";
      return `  ${metabolite.padEnd(8)}${figure(value).padStart(8)} ${bound.padEnd(10)}${scaled.padStart(10)}  ${spectrum.padEnd(6)}${own}`.trimEnd();
    },
  );
  return [
    `${file}: ${over === undefined ? "amplitudes" : `ratios to ${over.slice(1)}`}`,
    ...flags,
    ...lines,
  ].join("\n");
}
