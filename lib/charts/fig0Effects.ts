import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

export interface Fig0Row {
  /** For example `lipids`: a panel each. */
  effect: string;
  series: "without" | "with" | "difference";
  ppm: number;
  /** Real part, the highest point without the effect being 1. */
  value: number;
}

const COLUMNS = 3;
/** What is drawn of the values: what is higher is cut. The difference has a zero line of its own, below. */
const DOMAIN = [-1.1, 1.1];
const DIFFERENCE_ZERO = -0.65;
/** What a difference may be multiplied by, so that the whole of it lies within `DIFFERENCE_HEIGHT` of its line. */
const FACTORS = [5, 2, 1, 0.5, 0.2, 0.1, 0.05];
const DIFFERENCE_HEIGHT = 0.45;

/**
 * Figure 0: what each effect of the simulated cohort does to a transient, with it (orange) over without it (grey), and what
 * it changes (black).
 *
 * @throws RangeError where there are no rows.
 */
export function fig0Effects(rows: readonly Fig0Row[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const effects = [...new Set(rows.map(({ effect }) => effect))];
  const ppm = rows.map((row) => row.ppm);
  const [low, high] = [Math.min(...ppm), Math.max(...ppm)].map((value) => roundTo(value, 0.1));
  const width = Math.floor((DOUBLE_COLUMN - 40 - 14 * (COLUMNS - 1)) / COLUMNS);
  const panel = (effect: string, bottom: boolean): object => {
    const own = rows.filter((row) => row.effect === effect);
    const factor = factorOf(own.filter(({ series }) => series === "difference"));
    return {
      width,
      height: 84,
      title: {
        text: nameOf(effect),
        subtitle: `difference x ${factor}`,
        anchor: "start",
        frame: "group",
        fontWeight: "normal",
        offset: 2,
      },
      data: {
        values: own.map(({ series, ppm, value }) => {
          const drawn = series === "difference" ? factor * value + DIFFERENCE_ZERO : value;
          return { series, ppm: roundTo(ppm, 1e-3), value: roundTo(drawn, 1e-3) };
        }),
      },
      mark: { type: "line", clip: true, strokeWidth: 0.9 },
      encoding: {
        x: {
          field: "ppm",
          type: "quantitative",
          title: bottom ? "Chemical shift (ppm)" : null,
          scale: { domain: [low, high], reverse: true, nice: false, zero: false },
          axis: { tickCount: 6, format: "d", labels: true },
        },
        y: {
          field: "value",
          type: "quantitative",
          title: null,
          scale: { domain: DOMAIN, nice: false },
          axis: null,
        },
        color: {
          field: "series",
          type: "nominal",
          scale: {
            domain: ["without", "with", "difference"],
            range: [figurePalette.line, figurePalette.reconstruction, figurePalette.residual],
          },
          legend: { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 6 },
        },
      },
    };
  };
  const lines = Array.from({ length: Math.ceil(effects.length / COLUMNS) }, (_, k) =>
    effects.slice(k * COLUMNS, (k + 1) * COLUMNS),
  );
  return figureSpec(
    {
      spacing: 8,
      vconcat: lines.map((line, k) => ({
        spacing: 14,
        hconcat: line.map((effect, column) => {
          const bottom = effects[(k + 1) * COLUMNS + column] === undefined;
          return panel(effect, bottom);
        }),
      })),
    },
    {
      id: "fig0-effects",
      title: "What each effect of the simulated cohort does",
      caption:
        "The last OFF transient of one simulated subject (ON for the subtraction artefact) with relaxation and line shape " +
        "only (grey), and with one more effect (orange); below what it changes, times the factor named (black). Panels are scaled to the metabolites; what is higher is cut.",
      alt: `Spectra with and without each of ${effects.length} effects: ${effects.join(", ")}.`,
    },
    options,
  );
}

function factorOf(difference: readonly Fig0Row[]): number {
  const largest = difference.reduce((top, { value }) => Math.max(top, Math.abs(value)), 0);
  return FACTORS.find((factor) => factor * largest <= DIFFERENCE_HEIGHT) ?? FACTORS.at(-1)!;
}

/** `waterSuppression` as people say it. */
function nameOf(effect: string): string {
  return effect.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
