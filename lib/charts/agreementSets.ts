import { figurePalette } from "./figurePalette.js";

/** What a set of transients is called and how it looks in figures 8 and 9. */
export interface AgreementSet {
  set: string;
  name: string;
  color: string;
  shape: string;
}

const KNOWN: AgreementSet[] = [
  { set: "full", name: "All transients", color: figurePalette.ink, shape: "cross" },
  { set: "subset", name: "Subset only", color: figurePalette.reference, shape: "circle" },
  { set: "random", name: "+ random sampling", color: figurePalette.random, shape: "triangle-up" },
  { set: "interpolation", name: "+ interpolation", color: figurePalette.interpolation, shape: "square" },
  { set: "hybrid", name: "+ hybrid sampling", color: figurePalette.hybrid, shape: "diamond" },
];
const MORE = ["#AA4499", "#E07A00", "#8C6D1F", "#56B4E9", "#332288"];
const SHAPES = ["triangle-down", "triangle-right", "triangle-left", "stroke", "wedge"];

/** The sets that occur, the known ones first, others by their own names in the order in which they come. */
export function agreementSets(rows: readonly { set: string }[]): AgreementSet[] {
  const present = [...new Set(rows.map(({ set }) => set))];
  const others = present.filter((set) => !KNOWN.some((known) => known.set === set));
  return [
    ...KNOWN.filter(({ set }) => present.includes(set)),
    ...others.map((set, k) => ({
      set,
      name: `+ ${set}`,
      color: MORE[k % MORE.length],
      shape: SHAPES[k % SHAPES.length],
    })),
  ];
}
