import type { AgreementSet } from "./agreementSets.js";

/** Names that fit beside one another below a figure of two columns. */
const IN_A_ROW = 5;

/** How sets are told apart in figures 8 and 9: encodings of colour and shape by `set`, with one legend below. */
export function agreementStyle(sets: readonly AgreementSet[]): { color: object; shape: object } {
  const domain = sets.map(({ name }) => name);
  // Vega-Lite joins the legends of colour and shape when they are alike.
  const shared = {
    field: "set",
    type: "nominal",
    legend: {
      orient: "bottom",
      direction: "horizontal",
      // One row, or two where the names would be wider than the figure.
      columns: sets.length <= IN_A_ROW ? sets.length : Math.ceil(sets.length / 2),
      title: null,
      offset: 4,
    },
  };
  return {
    color: { ...shared, scale: { domain, range: sets.map(({ color }) => color) } },
    shape: { ...shared, scale: { domain, range: sets.map(({ shape }) => shape) } },
  };
}
