import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { methodStyles } from "./methodStyles.js";
import { scorePanel } from "./scorePanel.js";
import type { ScoreRow } from "./scorePanel.js";

export interface Fig22Options extends FigureOptions {
  /** Over what the bands are. @default "subjects" */
  bandsOver?: string;
  /** What mean squared error and shape score compare with. @default "full scan" */
  reference?: "full scan" | "truth";
}

const PANELS = [
  { metric: "mse", title: "Mean squared error, scaled", scale: "log" },
  { metric: "true snr", title: "SNR to the truth", scale: "log" },
  { metric: "linewidth", title: "Linewidth (ppm)", scale: "linear" },
  { metric: "shape score", title: "Shape score", scale: "linear" },
] as const;
/** A full scan has no error against itself. */
const AGAINST_FULL: readonly string[] = ["mse", "shape score"];
const FULL = "full scan";

/**
 * Figure 22: the covariance network, plain averaging and augmentation by a VAE against the number of transients: four
 * scores of the difference spectrum, the full scan across. Panels whose score no row has are left out.
 *
 * @throws RangeError without rows.
 */
export function fig22Covariance(rows: readonly ScoreRow[], options: Fig22Options = {}): TopLevelSpec {
  const { bandsOver = "subjects", reference = FULL } = options;
  const drawn = rows.filter(({ method }) => method !== FULL);
  if (drawn.length === 0) throw new RangeError("at least one score of a method is needed, got none");
  const styles = methodStyles(drawn);
  const all = [...new Set(drawn.map(({ n }) => n))].sort((a, b) => a - b);
  // The last one is named on the axis, not one that leaves it no room.
  const last = all[all.length - 1];
  const sizes = all.filter((n) => n === last || last / n > 1.4);
  const panels = PANELS.filter(({ metric }) => drawn.some((row) => row.metric === metric));
  const columns = panels.length === 3 ? 3 : 2;
  const width = Math.floor((DOUBLE_COLUMN - 14 - 44 * columns) / columns);
  const against = reference === "truth" ? "the noise-free spectrum" : "the full scan";
  const hasTruth = panels.some(({ metric }) => metric === "true snr");
  return figureSpec(
    {
      spacing: 16,
      columns,
      concat: panels.map(({ metric, title, scale }, k) =>
        scorePanel(drawn, {
          metric,
          letter: "abcd"[k],
          title,
          width,
          height: Math.round(0.6 * Math.max(width, 200)),
          styles,
          sizes,
          scale,
          full: rows.find(
            (row) =>
              row.method === FULL &&
              row.metric === metric &&
              (reference === "truth" || !AGAINST_FULL.includes(metric)),
          ),
          xTitle: k >= panels.length - columns ? "n, transients of a condition" : null,
        }),
      ),
    },
    {
      id: "fig22-covariance",
      title: "One network for any number of transients",
      caption:
        "Difference spectra (ON - OFF) from n transients of a condition: their plain average, what a network makes of " +
        "their covariance, the average filled up with a variational autoencoder's synthetic transients to the number of the " +
        "full scan, the training mean fitted to the average, and the training mean itself; grey, across: the full scan. " +
        "Definitions of the 2023 edited-MRS challenge: mean squared error in 2.5-4.0 ppm against " +
        `${against}, both scaled to 0-1; linewidth between the outermost points above half height in 2.8-3.2 ppm; ` +
        `shape score 0.6 r in 2.8-3.2 ppm + 0.4 r in 3.6-3.9 ppm against ${against}.` +
        `${hasTruth ? " SNR to the truth is the noise-free peak over 2 RMS errors in 2.5-4.0 ppm." : ""} ` +
        "The network knows 0.2 to 4.2 ppm, so that SNR by formula, whose noise is at 9.8-10.8 ppm, is not to be had of " +
        `it. Lines are means, bands 95 % bootstrap intervals over ${bandsOver}.`,
      alt: `${panels.map(({ title }) => title).join(", ")} against the number of transients for ${styles.map(({ title }) => title.toLowerCase()).join(", ")}.`,
    },
    options,
  );
}
