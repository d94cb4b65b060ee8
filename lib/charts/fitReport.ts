import type { TopLevelSpec } from "vega-lite";
import { notFittedText } from "../fit/index.js";
import type { FitResult, PresetRow } from "../fit/index.js";
import { quantifyConstants } from "../quantify/index.js";
import type { QuantityRow } from "../quantify/index.js";
import { escapeHtml } from "./escapeHtml.js";
import { figurePalette } from "./figurePalette.js";
import { figureRender } from "./figureRender.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN, SINGLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** A fitted scan: everything that its page shows. */
export interface FitReportScan {
  subject: string;
  /** OFF and DIFF of an edited scan, else one. */
  fits: readonly { spectrum: string; fit: FitResult }[];
  /** All quantities (`scanQuantify`). */
  rows: readonly QuantityRow[];
  /** What is to be said of the scan as a whole. */
  flags?: readonly string[];
  /** The scan by every preset (`presetsCompare`): what the bounds do not contain. */
  presets?: readonly PresetRow[];
  /** Lines of small print: how the scan was processed and fitted. */
  notes?: readonly string[];
}

export interface FitReport {
  /** The spectra alone. */
  spec: TopLevelSpec;
  /** The spectra and the table on one page. */
  html: string;
  /** The spectra and the table as one picture. */
  svg: string;
}

const { measured, reconstruction, residual, random, line, muted } = figurePalette;
const SERIES = ["data", "fit", "baseline", "residual"] as const;

/**
 * One page on one scan: data, fit, baseline and residual of each of its spectra, and the table of amplitudes, bounds,
 * ratios to tCr and, where there was water, concentrations.
 */
export async function fitReport(scan: FitReportScan): Promise<FitReport> {
  const flags = [
    ...(scan.flags ?? []),
    ...scan.rows.filter(({ quantity }) => quantity === "water-scaled").flatMap(implausible),
    ...scan.fits.flatMap(({ spectrum, fit }) => fit.flags.map((flag) => `${spectrum}: ${flag}`)),
  ];
  const left = scan.fits
    .filter(({ fit }) => fit.notFitted.length > 0)
    .map(({ spectrum, fit }) => `${spectrum}: in the basis, not fitted: ${notFittedText(fit.notFitted)}.`);
  const panels = scan.fits.map(({ spectrum, fit }, k) => panel(spectrum, fit, k === scan.fits.length - 1));
  const described = {
    id: "fit-report",
    title: `Fit of ${scan.subject}`,
    caption: "Real part of the data, the fit, its baseline and, moved up, the residual.",
    alt: `Spectra of ${scan.subject} with their linear-combination fits.`,
  };
  const spec = figureSpec({ spacing: 16, vconcat: panels }, described, {});
  const table = tableOf(scan.rows);
  const page = figureSpec(
    { spacing: 16, vconcat: [...panels, tableDrawing(table)] },
    { ...described, alt: `${described.alt} Table: ${table.map((row) => row.join(" ")).join("; ")}` },
    {},
  );
  const [{ svg: spectra }, { svg }] = [await figureRender(spec), await figureRender(page)];
  const [head, ...body] = table;
  const cells = (tag: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(described.title)}</title>
<style>
body { font: 13px/1.4 Arial, Helvetica, sans-serif; color: #222; max-width: 720px; margin: 24px auto; padding: 0 12px; }
h1 { font-size: 18px; }
svg { width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 2px 8px; border-bottom: 1px solid #e4e4e4; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
.flags { color: #b03000; }
.notes { color: #666; font-size: 11px; }
@media print { body { margin: 0 auto; } }
</style>
</head>
<body>
<h1>${escapeHtml(described.title)}</h1>
${flags.length > 0 ? `<p class="flags">${flags.map(escapeHtml).join("<br>")}</p>` : ""}
${spectra}
<table>
<thead>${cells("th", head)}</thead>
<tbody>
${body.map((row) => cells("td", row)).join("\n")}
</tbody>
</table>
${presetsOf(scan.presets ?? [], cells)}
<p class="notes">Bounds are Cramér-Rao lower bounds, one SD.${[...left, ...(scan.notes ?? [])].map((note) => `<br>${escapeHtml(note)}`).join("")}</p>
</body>
</html>
`;
  return { spec, html, svg };
}

/** Ratios to tCr (or amplitudes) by every way of fitting, with the bound and the spread over presets of each; nothing without. */
function presetsOf(
  presets: readonly PresetRow[],
  cells: (tag: "th" | "td", row: readonly string[]) => string,
): string {
  if (presets.length === 0) return "";
  const quantities = [...new Set(presets.map(({ quantity }) => quantity))];
  const methods = [...new Set(presets.map(({ method }) => method))];
  const of = (method: string, quantity: string): PresetRow | undefined =>
    presets.find((row) => row.method === method && row.quantity === quantity);
  const percent = (value: number | undefined): string =>
    value === undefined || !(value < 999) ? "–" : value.toFixed(value < 10 ? 1 : 0);
  const lines = [
    ...methods.map((method) => [
      method,
      presets[0].unit,
      ...quantities.map((quantity) => {
        const value = of(method, quantity)?.value;
        return value === undefined ? "" : short(value);
      }),
    ]),
    ["bound of default", "%", ...quantities.map((quantity) => percent(of("default", quantity)?.crlbPercent))],
    [
      "SD over presets",
      "%",
      ...quantities.map((quantity) => percent(of("default", quantity)?.spreadPercent)),
    ],
  ];
  return `<h2>By preset</h2>
<table>
<thead>${cells("th", ["preset", "unit", ...quantities])}</thead>
<tbody>
${lines.map((row) => cells("td", row)).join("\n")}
</tbody>
</table>`;
}

/** Names of columns, then rows of text: a line for each metabolite of each spectrum. */
function tableOf(rows: readonly QuantityRow[]): string[][] {
  const kinds = (["amplitude", "ratio", "water-scaled", "CSF-corrected", "tissue-corrected"] as const).filter(
    (kind) => rows.some(({ quantity }) => quantity === kind),
  );
  const unit = (kind: string): string => rows.find(({ quantity }) => quantity === kind)!.unit;
  const title = (kind: (typeof kinds)[number]): string =>
    kind === "ratio" ? unit(kind) : kind === "amplitude" ? kind : `${kind} (${unit(kind)})`;
  // What most people look for stands first: the sums of each spectrum, then their parts and all others.
  const { sums } = quantifyConstants();
  const spectra = [...new Set(rows.map(({ spectrum }) => spectrum))];
  const lines = spectra.flatMap((spectrum) => {
    const names = new Set(
      rows.filter((row) => row.spectrum === spectrum).map(({ metabolite }) => metabolite),
    );
    const first = Object.keys(sums).filter((name) => names.has(name));
    return [...new Set([...first, ...names])].map((name) => `${spectrum}\n${name}`);
  });
  return [
    ["spectrum", "metabolite", ...kinds.map(title), "bound %"],
    ...lines.map((key) => {
      const [spectrum, metabolite] = key.split("\n");
      const own = rows.filter((row) => row.spectrum === spectrum && row.metabolite === metabolite);
      const first = own[0];
      const sd = first.value > 0 && first.crlb !== null ? (100 * first.crlb) / first.value : undefined;
      return [
        spectrum,
        metabolite,
        ...kinds.map((kind) => {
          const row = own.find(({ quantity }) => quantity === kind);
          if (row === undefined) return "";
          return implausible(row).length > 0 ? `${short(row.value)} !` : short(row.value);
        }),
        sd === undefined ? "–" : sd >= 999 ? ">999" : sd.toFixed(sd < 10 ? 1 : 0),
      ];
    }),
  ];
}

/** What says that a value cannot be. */
function implausible({ spectrum, metabolite, flags }: QuantityRow): string[] {
  return flags
    .split("; ")
    .filter((flag) => flag.startsWith("implausible:"))
    .map((flag) => `${spectrum}: ${metabolite} ${flag}`);
}

function short(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e4 || size < 1e-3 ? value.toExponential(2) : value.toPrecision(3);
}

/** The table as text marks, in two halves side by side where it is long. */
function tableDrawing(table: readonly (readonly string[])[]): object {
  const [head, ...body] = table;
  const halves = body.length > 16 && head.length <= 5 ? 2 : 1;
  const size = Math.ceil(body.length / halves);
  const columns = halves === 2 ? SINGLE_COLUMN - 12 : DOUBLE_COLUMN;
  const rowHeight = 12;
  const half = (from: number): object => {
    const rows = [head, ...body.slice(from, from + size)];
    const step = columns / head.length;
    const texts = rows.flatMap((cells, y) =>
      cells.map((text, x) => ({
        text,
        x: Math.round(x < 2 ? x * step : (x + 0.85) * step),
        y,
        left: x < 2,
        head: y === 0,
      })),
    );
    const at = (left: boolean): object => ({
      transform: [{ filter: `datum.left === ${left}` }],
      mark: { type: "text", align: left ? "left" : "right", baseline: "middle", fontSize: 9 },
      encoding: {
        text: { field: "text" },
        color: { condition: { test: "datum.head", value: muted }, value: figurePalette.ink },
      },
    });
    return {
      width: columns,
      height: rowHeight * (size + 1),
      data: { values: texts },
      encoding: {
        x: { field: "x", type: "quantitative", axis: null, scale: { domain: [0, columns], nice: false } },
        y: {
          field: "y",
          type: "quantitative",
          axis: null,
          scale: { domain: [-0.5, size + 0.5], nice: false, reverse: true },
        },
      },
      layer: [at(true), at(false)],
    };
  };
  return { spacing: 24, hconcat: Array.from({ length: halves }, (_, k) => half(k * size)) };
}

/** Data with fit and baseline in it; the residual above, on a zero line of its own. */
function panel(spectrum: string, { spectra, residualOverNoise }: FitResult, bottom: boolean): object {
  const { ppm, data, fit, baseline, residual: left } = spectra;
  const all = [...data, ...fit, ...baseline];
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const zero = high + 0.06 * (high - low) - Math.min(0, ...left);
  const top = zero + Math.max(0, ...left);
  const step = 10 ** Math.floor(Math.log10(top - low) - 4);
  const curves = { data, fit, baseline, residual: left.map((value) => value + zero) };
  const values = SERIES.flatMap((series) =>
    [...ppm.keys()].map((k) => ({
      ppm: roundTo(ppm[k], 1e-4),
      value: roundTo(curves[series][k], step),
      series,
    })),
  );
  const x = {
    field: "ppm",
    type: "quantitative",
    title: bottom ? "Chemical shift (ppm)" : null,
    scale: {
      domain: [ppm[0], ppm[ppm.length - 1]].map((v) => roundTo(v, 1e-3)),
      reverse: true,
      nice: false,
      zero: false,
    },
    axis: { tickCount: 10, format: ".1f", offset: 2 },
  };
  const y = {
    field: "value",
    type: "quantitative",
    title: "Real part (a.u.)",
    scale: { domain: [roundTo(low, step), roundTo(top, step)], nice: false, zero: false },
    axis: { labels: false, ticks: false, domain: false },
  };
  return {
    width: DOUBLE_COLUMN - 40,
    height: 200,
    title: {
      text: `${spectrum}, residual ${residualOverNoise.toFixed(2)} times the noise`,
      anchor: "start",
      frame: "group",
    },
    layer: [
      {
        data: { values: [{ value: roundTo(zero, step) }] },
        mark: { type: "rule", stroke: line, strokeWidth: 0.6, strokeDash: [4, 2] },
        encoding: { y },
      },
      {
        data: { values },
        mark: { type: "line", clip: true, strokeWidth: 1 },
        encoding: {
          x,
          y,
          color: {
            field: "series",
            type: "nominal",
            scale: { domain: [...SERIES], range: [measured, reconstruction, random, residual] },
            legend: { orient: "top", title: null, symbolType: "stroke", direction: "horizontal" },
          },
        },
      },
    ],
  };
}
