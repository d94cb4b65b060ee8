import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { methodStyles } from "./methodStyles.js";
import { quantityPanels } from "./quantityPanels.js";
import { roundTo } from "./roundTo.js";
import { scorePanel } from "./scorePanel.js";
import type { ScoreRow } from "./scorePanel.js";

export interface Fig20bRows {
  /** Asked against fitted, of each concentration. */
  fidelity: readonly { quantity: string; r: number; slope: number }[];
  /** Real parts of a difference spectrum, as it is and as made of OFF. */
  spectra: readonly { kind: "true" | "made"; ppm: number; value: number }[];
  /** Integrals of differences, in any unit. */
  editing: readonly { quantity: string; truth: number; made: number }[];
  /** Scores of methods against n: `gaba slope` and so on. */
  scores: readonly ScoreRow[];
}

/** Colours and shapes mean something else in each panel of the first row. */
const OWN = { scale: { color: "independent", shape: "independent", strokeDash: "independent" } } as const;
const { ink, muted, groups } = figurePalette;
const SHOWN = [2.6, 4.1] as const;

/**
 * Figure 20b: a conditional VAE that is told all metabolites and OFF or ON: what is done of what is asked; and whether
 * conditioning mends the bias of augmentation.
 *
 * @throws RangeError without scores of a method.
 */
export function fig20bConditioning(rows: Fig20bRows, options: FigureOptions = {}): TopLevelSpec {
  const scores = rows.scores.filter(({ method }) => method !== "full scan");
  if (scores.length === 0) throw new RangeError("at least one score of a method is needed, got none");
  const styles = methodStyles(scores);
  const sizes = [...new Set(scores.map(({ n }) => n))].sort((a, b) => a - b);
  const width = Math.floor((DOUBLE_COLUMN - 10 - 36 * 4) / 4);
  let letter = 100;
  const lines = [quantityPanels("gaba", "GABA+"), quantityPanels("glx", "Glx")].map((panels, row) => ({
    spacing: 12,
    hconcat: panels.map((panel) =>
      scorePanel(scores, {
        ...panel,
        letter: String.fromCharCode(letter++),
        width,
        height: 112,
        styles,
        banded: ["subset", "random"],
        sizes,
        xTitle: row === 1 ? "n" : null,
      }),
    ),
  }));
  const third = Math.floor((DOUBLE_COLUMN - 160) / 3);
  return figureSpec(
    {
      spacing: 18,
      vconcat: [
        {
          spacing: 22,
          hconcat: [fidelityPanel(rows, third), spectraPanel(rows, third), editingPanel(rows, third)],
          resolve: OWN,
        },
        { spacing: 16, vconcat: lines },
      ],
      resolve: OWN,
    },
    {
      id: "fig20b-conditioning",
      title: "Told all metabolites, and ON or OFF: what is done of it, and what it is worth",
      caption:
        "a: OFF of unseen simulated spectra is encoded, OFF and ON are decoded with all concentrations drawn anew and " +
        "fitted together: slope and correlation of fitted against asked; 1 is what was asked. b: the difference of a " +
        "spectrum whose OFF alone was encoded and whose ON was asked for; c: its integrals (GABA 2.90-3.12 ppm, Glx " +
        "3.65-3.85 ppm) over unseen spectra. d-k: subsets of n transients of unseen subjects of the cohort, bare and filled " +
        "up to the full scan's number by autoencoders that are told nothing, the condition, or amounts estimated from the same n transients; integrals " +
        "of the difference against the truth over subjects; dotted: an estimate without fault. Bands, of the plain average " +
        "and the autoencoder that is told nothing, are 95 % bootstrap intervals over subjects.",
      alt:
        "Slope and correlation of asked and fitted concentrations, a difference spectrum made of an OFF spectrum, and " +
        "correlation, slope, bias and RMS error of GABA+ and Glx against n for each method.",
    },
    options,
  );
}

const HEIGHT = 200;

function title(letter: string, text: string): object {
  return { text: `${letter}   ${text}`, anchor: "start", frame: "group", offset: 6 };
}

function fidelityPanel({ fidelity }: Fig20bRows, width: number): object {
  const values = fidelity.flatMap(({ quantity, r, slope }) => [
    { quantity, kind: "slope", value: roundTo(slope, 1e-3) },
    { quantity, kind: "r", value: roundTo(r, 1e-3) },
  ]);
  const order = [...fidelity].sort((a, b) => b.slope - a.slope).map(({ quantity }) => quantity);
  const domain = [
    Math.min(0, ...values.map(({ value }) => value)),
    Math.max(1.2, ...values.map(({ value }) => value)),
  ];
  const x = { type: "quantitative", title: "Fitted against asked", scale: { domain, nice: false } };
  return {
    width,
    height: HEIGHT,
    title: title("a", "label fidelity"),
    layer: [
      {
        data: { values: [{ value: 1 }] },
        mark: { type: "rule", stroke: muted, strokeDash: [1, 3], strokeWidth: 0.9 },
        encoding: { x: { ...x, field: "value" } },
      },
      {
        data: { values },
        mark: { type: "point", size: 20, strokeWidth: 1.1 },
        encoding: {
          x: { ...x, field: "value" },
          y: {
            field: "quantity",
            type: "nominal",
            sort: order,
            title: null,
            axis: { grid: true, labelFontSize: 7.5 },
          },
          color: kinds(["slope", "r"]),
          shape: kindsShape(["slope", "r"]),
        },
      },
    ],
  };
}

function kinds(domain: string[]): object {
  return {
    field: "kind",
    type: "nominal",
    sort: domain,
    scale: { domain, range: [groups[0], groups[1]] },
    legend: { orient: "bottom", title: null, direction: "horizontal", symbolOpacity: 1 },
  };
}

function spectraPanel({ spectra }: Fig20bRows, width: number): object {
  const own = spectra.filter(({ ppm }) => ppm >= SHOWN[0] && ppm <= SHOWN[1]);
  const high = Math.max(...own.map(({ value }) => Math.abs(value)));
  return {
    width,
    height: HEIGHT,
    title: title("b", "ON asked of OFF: ON - OFF"),
    data: {
      values: own.map(({ kind, ppm, value }) => ({
        kind: kind === "made" ? "asked" : "true",
        ppm: roundTo(ppm, 1e-3),
        value: roundTo(value / high, 1e-4),
      })),
    },
    mark: { type: "line", strokeWidth: 1.2 },
    encoding: {
      x: {
        field: "ppm",
        type: "quantitative",
        title: "Chemical shift (ppm)",
        scale: { domain: [...SHOWN], reverse: true, nice: false, zero: false },
        axis: { tickCount: 4, format: ".1f" },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: "Real part (a.u.)",
        axis: { labels: false, ticks: false, domain: false },
        scale: { nice: false, zero: false },
      },
      color: {
        field: "kind",
        type: "nominal",
        scale: { domain: ["true", "asked"], range: [ink, groups[1]] },
        legend: { orient: "bottom", title: null, direction: "horizontal", symbolOpacity: 1 },
      },
      order: { field: "ppm" },
    },
  };
}

function editingPanel({ editing }: Fig20bRows, width: number): object {
  const names = [...new Set(editing.map(({ quantity }) => quantity))];
  const units = new Map(
    names.map((name) => {
      const own = editing.filter(({ quantity }) => quantity === name);
      return [name, own.reduce((sum, { truth }) => sum + truth, 0) / own.length];
    }),
  );
  const values = editing.map(({ quantity, truth, made }) => ({
    kind: quantity,
    truth: roundTo(truth / units.get(quantity)!, 1e-3),
    made: roundTo(made / units.get(quantity)!, 1e-3),
  }));
  const all = values.flatMap(({ truth, made }) => [truth, made]);
  const domain = [Math.min(...all), Math.max(...all)];
  const scale = { domain, nice: true };
  const x = { field: "truth", type: "quantitative", title: "True integral (over its mean)", scale };
  const y = { field: "made", type: "quantitative", title: "Asked for", scale };
  return {
    width,
    height: HEIGHT,
    title: title("c", "ON asked of OFF: integrals"),
    layer: [
      {
        data: { values: domain.map((value) => ({ truth: value, made: value })) },
        mark: { type: "line", stroke: muted, strokeDash: [3, 2], strokeWidth: 0.8 },
        encoding: { x, y },
      },
      {
        data: { values },
        mark: { type: "point", size: 14, strokeWidth: 0.9 },
        encoding: { x, y, color: kinds(names), shape: kindsShape(names) },
      },
    ],
  };
}

function kindsShape(domain: string[]): object {
  return { ...kinds(domain), scale: { domain, range: ["circle", "triangle-up"] } };
}
