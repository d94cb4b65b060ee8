import type { TopLevelSpec } from "vega-lite";
import { agreementSets } from "./agreementSets.js";
import { agreementStyle } from "./agreementStyle.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { restoredNote } from "./restoredNote.js";
import { roundTo } from "./roundTo.js";

/** Bias and limits of agreement of one metabolite, % of the reference's mean. */
export interface Fig9Row {
  metabolite: string;
  scale: "tCr" | "water";
  /** `full`, `subset` or a method. */
  set: string;
  /** Measured transients a condition. */
  n: number;
  bias: number;
  biasLow: number;
  biasHigh: number;
  lower: number;
  upper: number;
}

export interface Fig9Options extends FigureOptions {
  /** What is compared with. @default "simulated truth" */
  reference?: string;
  /** % shown at most; what reaches further is cut, which the caption says. @default 60 */
  limit?: number;
}

const SCALES = [
  { scale: "water", title: "water-scaled" },
  { scale: "tCr", title: "to tCr" },
] as const;
const HEIGHT = 105;

/**
 * Figure 9: bias and 95 % limits of agreement against the number of measured transients, a column for each metabolite,
 * water-scaled above and to tCr below. Sets stand side by side at each n.
 *
 * @throws RangeError where there are no rows.
 */
export function fig9Bias(rows: readonly Fig9Row[], options: Fig9Options = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const { reference = "simulated truth", limit = 60 } = options;
  const metabolites = [...new Set(rows.map(({ metabolite }) => metabolite))];
  const steps = [...new Set(rows.map(({ n }) => n))].sort((a, b) => a - b).map(String);
  const sets = agreementSets(rows);
  const name = new Map(sets.map((set) => [set.set, set.name]));
  const domain = sets.map((set) => set.name);
  const spacing = 14;
  const width = Math.floor((DOUBLE_COLUMN - 44 - spacing * (metabolites.length - 1)) / metabolites.length);
  const cut = rows.some((row) =>
    [row.bias, row.biasLow, row.biasHigh, row.lower, row.upper].some((value) => Math.abs(value) > limit),
  );
  const { color, shape } = agreementStyle(sets);
  const panel = (metabolite: string, scale: (typeof SCALES)[number], row: number, column: number): object => {
    const own = rows.filter((each) => each.metabolite === metabolite && each.scale === scale.scale);
    const inside = (value: number): number => roundTo(Math.min(limit, Math.max(-limit, value)), 0.01);
    const values = own.map((each) => ({
      set: name.get(each.set),
      n: String(each.n),
      bias: inside(each.bias),
      biasLow: inside(each.biasLow),
      biasHigh: inside(each.biasHigh),
      lower: inside(each.lower),
      upper: inside(each.upper),
    }));
    const x = {
      field: "n",
      type: "ordinal",
      scale: { domain: steps, paddingInner: 0.15 },
      title: row === SCALES.length - 1 ? "Transients" : null,
      axis: { labelAngle: 0, labels: row === SCALES.length - 1 },
    };
    const y = (field: string): object => ({
      field,
      type: "quantitative",
      title: column === 0 ? `Bias, ${scale.title} (%)` : null,
      // Room for half of the outermost tick's label, so that titles of all panels stand level.
      scale: { domain: [-1.1 * limit, 1.1 * limit], nice: false },
      axis: { tickCount: 5, labels: column === 0 },
    });
    const xOffset = { field: "set", type: "nominal", scale: { domain } };
    return {
      width,
      height: HEIGHT,
      ...(row === 0 && { title: { text: metabolite, anchor: "start", frame: "group", offset: 4 } }),
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: figurePalette.line, strokeDash: [3, 2] },
          encoding: { y: y("zero") },
        },
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 1 },
          encoding: { x, xOffset, y: y("lower"), y2: { field: "upper" }, color },
        },
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 3 },
          encoding: { x, xOffset, y: y("biasLow"), y2: { field: "biasHigh" }, color },
        },
        {
          data: { values },
          mark: { type: "point", size: 18, filled: true, opacity: 1, clip: true },
          encoding: { x, xOffset, y: y("bias"), color, shape },
        },
      ],
    };
  };
  const drawing = {
    spacing: 8,
    vconcat: SCALES.filter(({ scale }) => rows.some((row) => row.scale === scale)).map((scale, _, all) => ({
      spacing,
      hconcat: metabolites.flatMap((metabolite, column) =>
        rows.some((each) => each.metabolite === metabolite && each.scale === scale.scale)
          ? [panel(metabolite, scale, SCALES.length - all.length + all.indexOf(scale), column)]
          : [],
      ),
    })),
  };
  return figureSpec(
    drawing,
    {
      id: "fig9-bias",
      title: "Bias of quantification against the number of measured transients",
      caption:
        `Bias (mark), its 95 % interval (thick) and the 95 % limits of agreement (thin) against the ${reference}, in % ` +
        `of its mean over subjects, by measured transients a condition.${cut ? ` Beyond ${limit} % bars are cut.` : ""}` +
        restoredNote(sets),
      alt: `Bias and limits of agreement of ${metabolites.join(", ")}, water-scaled and to tCr, by number of transients.`,
    },
    options,
  );
}
