import type { TopLevelSpec } from "vega-lite";
import type { Fig6Row } from "./fig6Augmentation.js";
import type { FigureOptions } from "./figureMeta.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { methodStyles } from "./methodStyles.js";
import { quantityPanels } from "./quantityPanels.js";
import type { Panel } from "./quantityPanels.js";
import { scorePanel } from "./scorePanel.js";

export interface Fig11Options extends FigureOptions {
  /** Which full scan subsets are filled up to. @default the smallest of the rows */
  groundTruth?: number;
}

const ROWS: readonly (readonly Panel[])[] = [
  [
    { metric: "effective transients", title: "Effective, 2.5-4.0 ppm", scale: "log", goal: 40 },
    { metric: "effective transients gaba", title: "Effective, 2.8-3.2 ppm", scale: "log", goal: 40 },
    { metric: "bias share", title: "Bias in error, 2.5-4.0 ppm", domain: [0, 1] },
  ],
  quantityPanels("gaba", "GABA+"),
  quantityPanels("glx", "Glx"),
];

/** Whose bands are drawn: those of all would hide each other. */
const BANDED = ["subset", "hybrid", "consistent"];

/**
 * Figure 11: what a method is worth. How many real transients give an average with the same error, and what is kept of
 * the differences between subjects.
 *
 * @throws RangeError where there are no rows of the full scan's size.
 */
export function fig11Worth(rows: readonly Fig6Row[], options: Fig11Options = {}): TopLevelSpec {
  const { groundTruth = Math.min(...rows.map((row) => row.groundTruth)) } = options;
  const own = rows.filter((row) => row.groundTruth === groundTruth && row.method !== "full scan");
  if (own.length === 0) throw new RangeError(`there are no rows of a full scan of ${groundTruth}`);
  const styles = methodStyles(own);
  const sizes = [...new Set(own.map(({ n }) => n))].sort((a, b) => a - b);
  let letter = 97;
  const vconcat = ROWS.map((panels, row) => {
    const width = Math.floor((DOUBLE_COLUMN - 10 - 36 * panels.length) / panels.length);
    return {
      spacing: 12,
      hconcat: panels.map((panel) =>
        scorePanel(own, {
          ...panel,
          letter: String.fromCharCode(letter++),
          width,
          height: 118,
          styles,
          banded: BANDED,
          sizes,
          xTitle: row === ROWS.length - 1 ? "n" : null,
        }),
      ),
    };
  });
  return figureSpec(
    { spacing: 14, vconcat },
    {
      id: "fig11-worth",
      title: "What augmentation is worth",
      caption:
        `Subsets of n measured transients of a condition, bare and with methods that make more of them (samplers: up to ` +
        `${groundTruth}). a, b: effective transients, the number of real transients whose plain average has the same mean ` +
        `squared error to the noise-free difference spectrum; dotted: 40. c: the part of that error which is the same in ` +
        `every draw (bias), the rest being noise. d-k: integrals of the difference spectrum against the truth over subjects, ` +
        `GABA+ 2.90-3.12 and Glx 3.65-3.85 ppm: correlation, slope of the estimate on the truth, mean error and RMS error in ` +
        `% of the mean truth; dotted: an estimate without fault. Bands are 95 % bootstrap intervals over subjects, of ${styles
          .filter(({ method }) => BANDED.includes(method))
          .map(({ title }) => title.toLowerCase())
          .join(", ")}; those of the others are in the table.`,
      alt:
        `Effective transients, share of bias, and correlation, slope, bias and RMS error of GABA+ and Glx against n for ` +
        `${styles.map(({ title }) => title.toLowerCase()).join(", ")}.`,
    },
    options,
  );
}
