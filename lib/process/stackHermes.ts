import {
  EDIT_OFF,
  EDIT_ON,
  InputError,
  ppmWindow,
  stackConcat,
  stackSelect,
  stackShift,
  stackToSpectra,
} from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackClassifyIfEdited } from "./stackClassifyIfEdited.js";
import { stackCombine } from "./stackCombine.js";
import { stackEddyCorrect } from "./stackEddyCorrect.js";
import type { StackEdited, StackEditOptions } from "./stackEdit.js";
import type { StackExperiments } from "./stackExperiments.js";
import { stackLabelled } from "./stackLabelled.js";
import { stackReference } from "./stackReference.js";
import { stackSound } from "./stackSound.js";
import { subSpectraAlign } from "./subSpectraAlign.js";

/** The four sub-spectra of HERMES or HERCULES combined: OFF, ON and difference are those of GABA editing. */
export interface StackHermes extends StackEdited {
  /** GSH editing less none; undefined where it cannot be told which experiments edit GSH. */
  gsh?: FidStack;
  /** What each experiment edits, in the order of the header: `A: GABA + GSH`. */
  experiments: string[];
  /** Of each transient of the stack given: whether GABA is edited (`EDIT_ON`). */
  labels: Uint8Array;
  inverted: boolean;
}

/** Water in the experiments that edit GSH (4.56 ppm) over that in the others, below which it tells which they are. */
const DRIED = 0.6;

/**
 * The Hadamard combinations of four experiments that edit GABA (1.9 ppm), GSH (4.56 ppm), both and neither (HERMES: Chan
 * et al. 2016, doi 10.1002/mrm.26094; Saleem et al. 2016; HERCULES: Oeltzschner et al. 2019), each of the size of one
 * ON - OFF: GABA = (GABA on - GABA off) / 2 over both states of GSH, in which GSH cancels, and GSH likewise. Each
 * experiment is averaged by itself (`stackCombine`), all are aligned to the first without GABA editing.
 *
 * What an experiment edits is taken from the places of its pulses or from its name, else from the data: NAA at 2.01 ppm
 * is gone where GABA is edited, and water is lower where GSH is, by 40 % at least in both pairs. Where water does not
 * tell, there is no GSH difference, and OFF is the mean of the two experiments without GABA editing.
 *
 * @throws InputError when there are not four experiments, or NAA does not tell two from two.
 */
export function stackHermes(
  stack: FidStack,
  { index, names, edits }: StackExperiments,
  options: StackEditOptions = {},
): StackHermes {
  const { align = true, subSpectra, ppmRange, reference } = options;
  if (names.length !== 4) {
    const value = `${names.length} (${names.join(", ")})`;
    throw new InputError({ key: "EditCondition", value, expected: "two conditions, or the four of HERMES" });
  }
  const frequency = new Float64Array(stack.shape[0]);
  const phase = new Float64Array(stack.shape[0]);
  const { kept, leftOut } = stackSound(stack);
  const rejected = [...leftOut];
  const averages = names.map((name, which) => {
    const members = kept.filter((i) => index[i] === which);
    if (members.length === 0) {
      throw new InputError({ key: `EditCondition ${name}`, value: "no transient", expected: "at least one" });
    }
    const { labels: _, ...own } = stackSelect(stack, members);
    const combined = stackCombine(own, options);
    members.forEach((i, k) => {
      frequency[i] = combined.frequency[k];
      phase[i] = combined.phase[k];
    });
    rejected.push(...combined.rejected.map((k) => members[k]));
    return reference ? stackEddyCorrect(combined.average, reference) : combined.average;
  });
  const labels = edits && Uint8Array.from(edits, ({ gaba }) => (gaba ? EDIT_ON : EDIT_OFF));
  const four = stackClassifyIfEdited({ ...stackConcat(averages), labels });
  if (four === undefined || stackLabelled(four.stack, EDIT_OFF).length !== 2) {
    const expected = "two with NAA and two without it (GABA edited), or names or EditPulse that tell";
    throw new InputError({ key: "EditCondition", value: names.join(", "), expected });
  }
  const upright = names.map((_, k) => stackSelect(four.stack, [k]));
  const [without, withGaba] = [stackLabelled(four.stack, EDIT_OFF), stackLabelled(four.stack, EDIT_ON)];
  const gsh = edits?.map((edit) => edit.gsh) ?? gshByWater(upright, without, withGaba);
  const first = gsh ? without.find((k) => !gsh[k])! : without[0];
  const aligned = upright.map((fid, k) =>
    align && k !== first ? subSpectraAlign(upright[first], fid, { target: subSpectra, ppmRange }).on : fid,
  );
  const { frequency: shift, phase: turn, lines, stack: referenced } = stackReference(aligned[first]);
  const line = referenced.history[referenced.history.length - 1];
  const each = aligned.map((fid) => ({
    ...stackShift(fid, { frequency: shift, phase: turn }),
    history: [...fid.history, line],
  }));
  const sumOf = (weight: (k: number) => number, what: string): FidStack => weighted(each, weight, what);
  const isOn = (k: number): boolean => withGaba.includes(k);
  const both = "both states of GSH editing";
  return {
    off: gsh ? each[first] : sumOf((k) => (isOn(k) ? 0 : 0.5), `OFF: without GABA editing, mean of ${both}`),
    on: sumOf((k) => (isOn(k) ? 0.5 : 0), `ON: GABA edited, mean of ${both}`),
    difference: sumOf((k) => (isOn(k) ? 0.5 : -0.5), `difference: GABA edited - not, mean of ${both}`),
    sum: sumOf(() => 0.5, "sum: half of all four"),
    ...(gsh && {
      gsh: sumOf((k) => (gsh[k] ? 0.5 : -0.5), "difference: GSH edited - not, mean of GABA on and off"),
    }),
    experiments: names.map((name, k) => {
      const edited = [...(isOn(k) ? ["GABA"] : []), ...(gsh?.[k] ? ["GSH"] : [])];
      return `${name}: ${edited.join(" + ") || (gsh ? "neither" : "not GABA")}`;
    }),
    labels: index.map((which) => (isOn(which) ? EDIT_ON : EDIT_OFF)),
    inverted: four.inverted,
    lines,
    frequency,
    phase,
    rejected: rejected.sort((a, b) => a - b),
  };
}

/** Which experiments have so much less water than their partner that the pulse at 4.56 ppm must lie on it. */
function gshByWater(fids: readonly FidStack[], ...pairs: number[][]): boolean[] | undefined {
  const water = fids.map((fid) => {
    const { re, im, ppm } = stackToSpectra(fid);
    const [first, last] = ppmWindow(ppm, 4.4, 5);
    let top = 0;
    for (let k = first; k < last; k++) top = Math.max(top, Math.hypot(re[k], im[k]));
    return top;
  });
  const drier = pairs.map(([a, b]) => (water[a] < water[b] ? [a, b] : [b, a]));
  if (drier.some(([less, more]) => !(water[less] < DRIED * water[more]))) return undefined;
  return fids.map((_, k) => drier.some(([less]) => less === k));
}

function weighted(fids: readonly FidStack[], weight: (k: number) => number, line: string): FidStack {
  const sum = (part: "re" | "im"): Float32Array =>
    fids[0][part].map((_, t) => fids.reduce((total, fid, k) => total + weight(k) * fid[part][t], 0));
  return { ...fids[0], re: sum("re"), im: sum("im"), labels: undefined, history: [...fids[0].history, line] };
}
