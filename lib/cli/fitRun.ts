import { tableCsv } from "../charts/tableCsv.js";
import { notFittedText } from "../fit/index.js";
import type { PresetRow } from "../fit/index.js";
import { writeFileAtomic } from "../io/index.js";
import { scanQuality } from "../metrics/index.js";
import { coordText, quantitiesChosen, quantitiesTable } from "../quantify/index.js";
import type { QuantityKind, QuantityRow } from "../quantify/index.js";
import { InputError } from "../signal/index.js";
import { basisSets } from "../study/set/basisSets.js";
import type { ScanFitted } from "../study/set/scanFit.js";
import { askedRun } from "./askedRun.js";
import type { FitCommandOptions } from "./fit.js";
import type { FitDone, FitTask } from "./fitTask.js";
import { headerTold } from "./headerOptions.js";
import { scansAsked } from "./scansAsked.js";
import type { ScanAsked } from "./scansAsked.js";
import { note, printJson } from "./terminal.js";

/** What `mrs-synth fit` does. */
export async function fitRun(places: string[], options: FitCommandOptions): Promise<void> {
  nameEnds("--report", options.report, ["html", "svg"]);
  nameEnds("--out", options.out, ["csv", "tsv", "json"]);
  const { scans, several } = await scansAsked(places, options, "--water");
  for (const option of ["report", "coord"] as const) {
    if (options[option] === undefined || !several) continue;
    const expected = "one FILE: it belongs to one scan";
    throw new InputError({ key: `--${option}`, value: `for ${scans.length} scans`, expected });
  }
  const basis =
    options.basis === "simulated"
      ? undefined
      : await basisSets(options.basis, { fallback: headerTold(options) });
  const tasks = scans.map((scan): FitTask => ({ scan, options, basis }));
  const results = await askedRun<FitTask, FitDone>("fit", new URL("./fitTask.js", import.meta.url), tasks);
  for (const { task, result } of results) {
    const { fitted, presets, without } = result;
    if (without !== undefined) note(without);
    if (!options.json) console.log([readable(task.scan, result), ...comparison(presets)].join("\n"));
    await writeOutputs(fitted, presets, result.spectrometerFrequency, options);
  }
  await writeTables(results, options);
  if (!options.json) return;
  const summaries = results.map(({ task, result }) => summaryOf(task.scan, result));
  if (several) printJson(summaries);
  else if (summaries.length > 0) printJson(summaries[0]);
}

function nameEnds(option: string, file: string | undefined, ends: string[]): void {
  if (file === undefined || ends.some((end) => file.toLowerCase().endsWith(`.${end}`))) return;
  const expected = `a name that ends in ${ends.map((end) => `.${end}`).join(" or ")}`;
  throw new InputError({ key: option, value: file, expected });
}

async function writeTables(
  results: readonly { task: FitTask; result: FitDone }[],
  { out, csv }: FitCommandOptions,
): Promise<void> {
  const rows = results.flatMap(({ result }) => result.fitted.rows);
  if (rows.length === 0) return;
  if (csv !== undefined) await writeFileAtomic(csv, tableCsv(rows));
  if (out === undefined) return;
  const table = results.flatMap(({ task: { scan }, result: { fitted, water } }) =>
    quantitiesTable(fitted.rows).map((row) => ({ ...fileOf(scan, water), ...row })),
  );
  const text = /\.json$/i.test(out)
    ? `${JSON.stringify(table, null, 2)}\n`
    : tableCsv(table, /\.tsv$/i.test(out) ? "\t" : ",");
  await writeFileAtomic(out, text);
}

/** What a result is of. */
function fileOf({ file, on }: ScanAsked, water: string | undefined): Record<string, string | null> {
  return { file, ...(on !== undefined && { on }), water: water ?? null };
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

function summaryOf({ file, on }: ScanAsked, { fitted, presets, water: used }: FitDone): object {
  const { processed, fits, rows, flags } = fitted;
  const { water } = processed;
  return {
    file,
    on,
    kind: processed.kind,
    flags,
    water: water && { file: used, transients: water.transients, leftOut: water.leftOut },
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
    presets: presets?.map(finiteRow),
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

function readable({ file, on }: ScanAsked, { fitted, water }: FitDone): string {
  const { processed, fits, rows, flags: ofScan } = fitted;
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
  const head = [file, on && `and ${on}`, water && `with water ${water}`].filter(Boolean).join(" ");
  return [
    `${head}: ${over === undefined ? "amplitudes" : `ratios to ${over.slice(1)}`}`,
    ...flags,
    ...lines,
  ].join("\n");
}
