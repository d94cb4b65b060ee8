import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { methodStyles } from "./methodStyles.js";
import { scorePanel } from "./scorePanel.js";
import type { ScoreRow } from "./scorePanel.js";

export interface Fig6Row extends ScoreRow {
  /** Transients of a condition that subsets are filled up to. */
  groundTruth: number;
  /** The title of the score's panel, where it is to have one besides the four that are always there. */
  panel?: string;
}

export interface Fig6Options extends FigureOptions {
  /** Which full scan. @default the smallest of the rows */
  groundTruth?: number;
  /** Over what the bands are. @default "subjects" */
  bandsOver?: string;
  /** What is drawn beside the full scan. @default all but the baselines, which are in figure 11 */
  methods?: readonly string[];
}

const PANELS = [
  { metric: "snr", title: "SNR by formula", scale: "log" },
  { metric: "true snr", title: "SNR to the truth", scale: "log" },
  { metric: "linewidth", title: "Linewidth (ppm)", scale: "linear" },
  { metric: "shape score", title: "Shape score", scale: "linear" },
] as const;
const BASELINES = ["copies", "low rank", "mean reconstruction", "mean latent", "consistent vae"];
const COLUMNS = 2;
const FULL = "full scan";

/**
 * Figure 6: signal quality of the difference spectrum against the size of the subset, a line a method, the full scan
 * across. Panels whose score no row has are left out.
 *
 * @throws RangeError where there are no rows of the full scan's size.
 */
export function fig6Augmentation(rows: readonly Fig6Row[], options: Fig6Options = {}): TopLevelSpec {
  const {
    groundTruth = Math.min(...rows.map((row) => row.groundTruth)),
    bandsOver = "subjects",
    methods = rows
      .map(({ method }) => method)
      .filter((method) => method !== FULL && !BASELINES.includes(method)),
  } = options;
  const own = rows.filter((row) => row.groundTruth === groundTruth);
  if (own.length === 0) throw new RangeError(`there are no rows of a full scan of ${groundTruth}`);
  const drawn = own.filter(({ method }) => methods.includes(method));
  const styles = methodStyles(drawn);
  const sizes = [...new Set(drawn.map(({ n }) => n))].sort((a, b) => a - b);
  const others = new Map(
    drawn.flatMap(({ metric, panel }) =>
      panel === undefined || PANELS.some((known) => known.metric === metric) ? [] : [[metric, panel]],
    ),
  );
  const panels = [
    ...PANELS.filter(({ metric }) => drawn.some((row) => row.metric === metric)),
    ...Array.from(others, ([metric, title]) => ({ metric, title, scale: "linear" as const })),
  ];
  const columns = panels.length === 3 ? 3 : COLUMNS;
  const width = Math.floor((DOUBLE_COLUMN - 14 - 44 * columns) / columns);
  const concat = panels.map(({ metric, title, scale }, k) =>
    scorePanel(drawn, {
      metric,
      letter: String.fromCharCode(97 + k),
      title,
      width,
      height: Math.round(0.62 * Math.max(width, 200)),
      styles,
      sizes,
      scale,
      full: own.find((row) => row.method === FULL && row.metric === metric && metric !== "shape score"),
      xTitle: k >= panels.length - columns ? "n, transients of a condition" : null,
    }),
  );
  const truth = panels.some(({ metric }) => metric === "true snr");
  return figureSpec(
    { spacing: 16, columns, concat },
    {
      id: "fig6-augmentation",
      title: `Signal quality of n measured and ${groundTruth} - n synthetic transients`,
      caption:
        `Difference spectra (ON - OFF) of subsets of n measured transients of a condition, bare and with methods that make ` +
        `more of them up to the ${groundTruth} of the full scan (grey, across). Definitions of the 2023 edited-MRS ` +
        `challenge: SNR is the highest point in 2.8-3.2 ppm over 2 SD of 9.8-10.8 ppm; linewidth is between the outermost ` +
        `points above half height in 2.8-3.2 ppm; the shape score is 0.6 r in 2.8-3.2 ppm + 0.4 r in 3.6-3.9 ppm ` +
        `against the full scan. SNR by formula is not a real SNR where synthetic transients are averaged in: they have no ` +
        `noise at 9.8-10.8 ppm, which thins out that of the n measured ones; methods that make an average have no noise there ` +
        `and no SNR by formula.${truth ? " SNR to the truth is the noise-free peak over 2 RMS errors in 2.5-4.0 ppm." : ""} ` +
        `Lines are means, bands 95 % bootstrap intervals over ${bandsOver}.`,
      alt:
        `${panels.map(({ title }) => title).join(", ")} against the number of measured transients for ` +
        `${styles.map(({ title }) => title.toLowerCase()).join(", ")}.`,
    },
    options,
  );
}
