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
  { set: "random with noise", name: "+ random, noise", color: "#7CCBB4", shape: "triangle-up" },
  {
    set: "interpolation with noise",
    name: "+ interpolation, noise",
    color: "#EBA294",
    shape: "square",
  },
  { set: "hybrid with noise", name: "+ hybrid, noise", color: "#8DBEDD", shape: "diamond" },
  { set: "consistent", name: "+ consistent", color: "#AA4499", shape: "triangle-down" },
];
const MORE = ["#E07A00", "#8C6D1F", "#332288", "#56B4E9", "#882255", "#44AA99"];
const SHAPES = ["triangle-right", "triangle-left", "stroke", "wedge", "cross", "circle"];

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
