import type { TopLevelSpec } from "vega-lite";
import { ppmWindow, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** A step of processing as it is shown: what went in, what came out, and what the step found. */
export interface ProcessStep {
  /** For example `Alignment`. */
  title: string;
  before?: FidStack;
  after: FidStack;
  /** Something that the step found for each transient: frequencies, scores, weights. */
  course?: {
    /** With its unit, for example `Frequency (Hz)`. */
    title: string;
    values: ArrayLike<number>;
    /** Transients that stand out, such as rejected ones. */
    marked?: readonly number[];
    /** A value drawn across, such as a threshold. */
    threshold?: number;
  };
  /** What is drawn, [low, high] in ppm. @default that of the figure */
  ppmRange?: readonly [number, number];
}

export interface ProcessStepsOptions extends FigureOptions {
  /** @default [0.5, 4.2] */
  ppmRange?: readonly [number, number];
  /** Spectra drawn at most of each stack, evenly chosen. @default 12 */
  limit?: number;
}

const HEIGHT = 96;
const { measured, reconstruction, muted, line } = figurePalette;

/**
 * Processing step by step: a row a step with the spectra before (blue) and after it (orange), and beside them what
 * the step found for each transient. Steps are pure and draw nothing: give this what they return.
 *
 * @throws RangeError where there is no step.
 */
export function processSteps(steps: readonly ProcessStep[], options: ProcessStepsOptions = {}): TopLevelSpec {
  if (steps.length === 0) throw new RangeError("at least one step is needed, got none");
  const { ppmRange = [0.5, 4.2], limit = 12 } = options;
  const right = 190;
  const left = DOUBLE_COLUMN - right - 90;
  const vconcat = steps.map((step, k) => {
    const title = `${String.fromCharCode(97 + k)}   ${step.title}`;
    const spectra = spectraPanel(step, {
      title,
      width: step.course ? left : DOUBLE_COLUMN - 14,
      ppmRange: step.ppmRange ?? ppmRange,
      limit,
    });
    return { spacing: 34, hconcat: step.course ? [spectra, coursePanel(step.course, right)] : [spectra] };
  });
  return figureSpec(
    { spacing: 14, vconcat },
    {
      id: "fig6-processing",
      title: "Processing, step by step",
      caption:
        `Real spectra before (blue) and after (orange) each step, at most ${limit} of each; on the right what the step ` +
        `found for each transient: ${steps.map((step) => step.title.toLowerCase()).join("; ")}.`,
      alt: `Spectra before and after ${steps.map((step) => step.title.toLowerCase()).join(", ")}.`,
    },
    options,
  );
}

interface SpectraPanel {
  title: string;
  width: number;
  ppmRange: readonly [number, number];
  limit: number;
}

function spectraPanel(
  { before, after }: ProcessStep,
  { title, width, ppmRange, limit }: SpectraPanel,
): object {
  const curves = [
    ...(before ? curvesOf(before, "before", ppmRange, limit) : []),
    ...curvesOf(after, "after", ppmRange, limit),
  ];
  const [low, high] = curves.reduce(
    ([least, most], { value }) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  const step = 10 ** Math.floor(Math.log10(high - low || 1) - 3);
  return {
    width,
    height: HEIGHT,
    title: { text: title, anchor: "start", frame: "group", offset: 3 },
    data: { values: curves.map((row) => ({ ...row, value: roundTo(row.value, step) })) },
    mark: { type: "line", clip: true, strokeWidth: 0.7, opacity: 0.75 },
    encoding: {
      x: {
        field: "ppm",
        type: "quantitative",
        title: "Chemical shift (ppm)",
        scale: { domain: [...ppmRange], reverse: true, nice: false, zero: false },
        axis: { tickCount: 8, format: ".1f", labelFlush: true },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: null,
        axis: null,
        scale: { nice: false, zero: false },
      },
      detail: { field: "curve" },
      color: {
        field: "when",
        type: "nominal",
        scale: { domain: ["before", "after"], range: [measured, reconstruction] },
        legend: { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 6 },
      },
    },
  };
}

function curvesOf(
  stack: FidStack,
  when: string,
  ppmRange: readonly [number, number],
  limit: number,
): { curve: string; when: string; ppm: number; value: number }[] {
  const { re, ppm, shape } = stackToSpectra(stack);
  const [n, points] = shape;
  const count = Math.min(n, limit);
  const [first, last] = ppmWindow(ppm, ...ppmRange);
  return Array.from({ length: count }, (_, c) => Math.floor((c * n) / count)).flatMap((i) =>
    Array.from({ length: last - first }, (_, k) => ({
      curve: `${when} ${i}`,
      when,
      ppm: roundTo(ppm[first + k], 1e-4),
      value: re[i * points + first + k],
    })),
  );
}

function coursePanel(
  { title, values, marked = [], threshold }: NonNullable<ProcessStep["course"]>,
  width: number,
): object {
  const rows = Array.from(values, (value, k) => ({ transient: k + 1, value, marked: marked.includes(k) }));
  const x = {
    field: "transient",
    type: "quantitative",
    title: "Transient",
    scale: { zero: false, nice: false, padding: 5 },
  };
  const y = {
    field: "value",
    type: "quantitative",
    title,
    scale: { zero: false, nice: false, padding: 5 },
    axis: { tickCount: 4 },
  };
  return {
    width,
    height: HEIGHT,
    layer: [
      ...(threshold === undefined
        ? []
        : [
            {
              data: { values: [{ value: threshold }] },
              mark: { type: "rule", stroke: line, strokeDash: [4, 2] },
              encoding: { y },
            },
          ]),
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 14, opacity: 1 },
        encoding: {
          x,
          y,
          color: { condition: { test: "datum.marked", value: figurePalette.interpolation }, value: muted },
        },
      },
    ],
  };
}
