import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

/** A line of table 1. */
export interface Table1Row {
  /** `Data`, `Model`, `Training`, `Scores`, …: rows of one section stand together. */
  section: string;
  name: string;
  value: string;
}

const LINE = 15;

/** Table 1: data, model and training, and the summary of all scores, drawn as text. */
export function table1Summary(rows: readonly Table1Row[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const values = rows.map(({ section, name, value }, y) => ({
    section: y > 0 && rows[y - 1].section === section ? "" : section,
    name,
    value,
    y,
  }));
  const rules = [
    0,
    ...values.filter(({ section, y }) => section !== "" && y > 0).map(({ y }) => y),
    rows.length,
  ];
  const y = {
    field: "y",
    type: "quantitative",
    axis: null,
    scale: { domain: [-0.5, rows.length + 0.5], reverse: true, nice: false, zero: false },
  };
  const column = (field: string, x: number, align: string, bold = false): object => ({
    data: { values: values.map((row) => ({ ...row, y: row.y + 0.5 })) },
    mark: { type: "text", align, baseline: "middle", x, fontWeight: bold ? "bold" : "normal", fontSize: 10 },
    encoding: { y, text: { field } },
  });
  return figureSpec(
    {
      width: DOUBLE_COLUMN - 20,
      height: LINE * (rows.length + 1),
      layer: [
        {
          data: { values: rules.map((at) => ({ y: at })) },
          mark: { type: "rule", stroke: figurePalette.line, strokeWidth: 0.7 },
          encoding: { y },
        },
        column("section", 2, "left", true),
        column("name", 140, "left"),
        column("value", DOUBLE_COLUMN - 24, "right"),
      ],
    },
    {
      id: "table1",
      title: "Data, model, training and scores",
      caption: "What the models were trained on and how, and what the synthetic spectra score.",
      alt: rows.map(({ section, name, value }) => `${section}: ${name} ${value}`).join("; "),
    },
    options,
  );
}
