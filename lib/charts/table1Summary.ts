import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

/** One cell of table 1, tidy. */
export interface Table1Row {
  /** `Data`, `Model`, `Training`, …: rows of one section stand together. */
  section: string;
  name: string;
  /** What the value is, where a section has several for a name; else empty. */
  column: string;
  value: string;
}

const LINE = 14;
const FIRST_COLUMN = 156;
const SIZE = 9.5;

interface Text {
  text: string;
  line: number;
  x: number;
  align: "left" | "right";
  bold: boolean;
}

/**
 * Table 1: data, model and training, and the summary of all scores, drawn as text: a heading a section, with the names
 * of its columns, and a line a name.
 *
 * @throws RangeError where there are no rows.
 */
export function table1Summary(rows: readonly Table1Row[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const texts: Text[] = [];
  const rules: number[] = [];
  const right = DOUBLE_COLUMN - 24;
  let line = 0;
  for (const section of new Set(rows.map((row) => row.section))) {
    const own = rows.filter((row) => row.section === section);
    const columns = [...new Set(own.map(({ column }) => column))];
    const x = (column: string): number =>
      right - (columns.length - 1 - columns.indexOf(column)) * ((right - FIRST_COLUMN) / columns.length);
    const put = (text: string, at: number, align: Text["align"], bold = false): void => {
      texts.push({ text, line, x: at, align, bold });
    };
    rules.push(line);
    put(section, 2, "left", true);
    for (const column of columns) put(column, x(column), "right");
    line++;
    for (const name of new Set(own.map((row) => row.name))) {
      put(name, 10, "left");
      for (const row of own) if (row.name === name) put(row.value, x(row.column), "right");
      line++;
    }
  }
  rules.push(line);
  const y = {
    field: "line",
    type: "quantitative",
    axis: null,
    scale: { domain: [0, line], reverse: true, nice: false, zero: false },
  };
  const layer = (align: Text["align"], bold: boolean): object => ({
    data: {
      values: texts
        .filter((each) => each.align === align && each.bold === bold && each.text !== "")
        .map((each) => ({ text: each.text, x: each.x, line: each.line + 0.5 })),
    },
    mark: { type: "text", align, baseline: "middle", fontWeight: bold ? "bold" : "normal", fontSize: SIZE },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        axis: null,
        scale: { domain: [0, DOUBLE_COLUMN - 20], nice: false },
      },
      y,
      text: { field: "text" },
    },
  });
  return figureSpec(
    {
      width: DOUBLE_COLUMN - 20,
      height: LINE * line,
      layer: [
        {
          data: { values: rules.map((at) => ({ line: at })) },
          mark: { type: "rule", stroke: figurePalette.line, strokeWidth: 0.7 },
          encoding: { y },
        },
        layer("left", true),
        layer("left", false),
        layer("right", false),
      ],
    },
    {
      id: "table1",
      title: "Data, model, training and scores",
      caption:
        "What the models were trained on and how, and what the synthetic spectra score: means over subjects with their " +
        "95 % intervals. Noise is measured in 9.8 to 10.8 ppm: where nothing is synthesised there, and noise is not " +
        "restored, the SNR says how many transients were added, not how good they are.",
      alt: rows
        .map(({ section, name, column, value }) => `${section}: ${[name, column, value].join(" ")}`)
        .join("; "),
    },
    options,
  );
}
