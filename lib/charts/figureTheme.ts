import type { Config } from "vega-lite";
import { figurePalette } from "./figurePalette.js";

/** CSS pixels (1/96 inch) of one column of a journal page, 85 mm. */
export const SINGLE_COLUMN = 321;
/** CSS pixels of a page's two columns, 170 mm. */
export const DOUBLE_COLUMN = 643;
/** Arimo is what text is measured with; the others have the same widths or stand in. */
export const FIGURE_FONT = "Arimo, Liberation Sans, Arial, Helvetica, sans-serif";

const { ink, muted, line } = figurePalette;

/** How every figure looks: text of 9 to 11 px is 7 to 8 points in a page's column. */
export const figureTheme: Config = {
  background: "white",
  font: FIGURE_FONT,
  padding: 4,
  view: { stroke: null },
  axis: {
    grid: false,
    domainColor: ink,
    domainWidth: 0.8,
    tickColor: ink,
    tickWidth: 0.8,
    tickSize: 4,
    labelColor: ink,
    labelFontSize: 9.5,
    labelPadding: 2,
    titleColor: ink,
    titleFontSize: 10.5,
    titleFontWeight: "normal",
    titlePadding: 5,
  },
  legend: {
    labelColor: ink,
    labelFontSize: 10,
    titleColor: ink,
    titleFontSize: 10,
    titleFontWeight: "normal",
    symbolStrokeWidth: 1.6,
    columnPadding: 12,
    padding: 0,
    // Vega-Lite 5.6 hands it on but leaves it out of its types.
    ...({ layout: { bottom: { anchor: "middle", margin: 24 } } } as object),
  },
  title: { color: ink, fontSize: 10.5, fontWeight: "bold", subtitleColor: muted, subtitleFontSize: 9.5 },
  line: { strokeWidth: 1.1, strokeJoin: "round" },
  rule: { color: line, strokeWidth: 0.8 },
  text: { color: ink, fontSize: 10 },
};
