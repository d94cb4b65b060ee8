import { InputError } from "../signal/index.js";
import { complexAdjoint } from "./complexAdjoint.js";
import { complexMatrix } from "./complexMatrix.js";
import type { ComplexMatrix } from "./complexMatrix.js";
import { complexMultiply } from "./complexMultiply.js";
import type { EditBand } from "./editPulse.js";
import { hamiltonianEigen } from "./hamiltonianEigen.js";
import { heteronucleusStates } from "./heteronucleusStates.js";
import { pulsePropagator } from "./pulsePropagator.js";
import type { PulseEvent } from "./pulseSequence.js";
import { pulseSteps } from "./pulseSteps.js";
import { spinHamiltonian } from "./spinHamiltonian.js";
import type { SpinPart } from "./spinSystem.js";

/** The lines of a part's spectrum: FID(t) = sum amplitude exp(2 pi i frequency t). */
export interface SpinTransitions {
  /** Hz from `referencePpm`, ascending. */
  frequency: Float64Array;
  /** Real part of each complex amplitude; all of them sum to the number of protons at TE 0. */
  re: Float64Array;
  im: Float64Array;
}

export interface SpinTransitionsOptions {
  /** MHz. */
  spectrometerFrequency: number;
  /** ppm at 0 Hz. */
  referencePpm: number;
}

/** Amplitudes below this, of a proton's 1, are not kept. */
const NEGLIGIBLE = 1e-7;

/** Hz; lines closer than this are one. */
const SAME = 1e-6;

type Line = [frequency: number, re: number, im: number];

/**
 * Density-matrix simulation of one coupled part through a sequence, full (strong) couplings throughout.
 *
 * Only the coherence order that ends in the detected signal is carried: a delay keeps it, a refocusing pulse
 * turns its sign, an editing pulse's gradients pass what keeps it. That is the exact result of their phase
 * cycles, at the cost of one run. All is done in the eigenbasis of the Hamiltonian, where a delay is a phase.
 *
 * @throws InputError when a delay is shorter than the halves of the shaped pulses at its ends.
 */
export function spinTransitions(
  part: SpinPart,
  events: readonly PulseEvent[],
  options: SpinTransitionsOptions,
): SpinTransitions {
  const lines = heteronucleusStates(part, options.spectrometerFrequency).flatMap(({ shifts, share }) =>
    protonLines({ ...part, shifts }, share * part.protons, events, options),
  );
  lines.sort(([p], [q]) => p - q);
  const merged: Line[] = [];
  for (const [frequency, x, y] of lines) {
    const last = merged.at(-1);
    if (last !== undefined && frequency - last[0] < SAME) {
      last[1] += x;
      last[2] += y;
    } else merged.push([frequency, x, y]);
  }
  const kept = merged.filter(([, x, y]) => x * x + y * y > NEGLIGIBLE ** 2);
  return {
    frequency: Float64Array.from(kept, ([frequency]) => frequency),
    re: Float64Array.from(kept, ([, x]) => x),
    im: Float64Array.from(kept, ([, , y]) => y),
  };
}

function protonLines(
  part: SpinPart,
  protons: number,
  events: readonly PulseEvent[],
  { spectrometerFrequency, referencePpm }: SpinTransitionsOptions,
): Line[] {
  const hamiltonian = spinHamiltonian(part, referencePpm, spectrometerFrequency);
  const { size, fz } = hamiltonian;
  const { vectors, energies } = hamiltonianEigen(hamiltonian);
  const rows = complexAdjoint(vectors);
  /** V+ M V: from the product basis to the eigenbasis. */
  const toEigen = (matrix: ComplexMatrix): ComplexMatrix =>
    complexMultiply(complexMultiply(rows, matrix), vectors);
  const raise = toEigen(raising(size));

  // Tr(rho F+) sees the coherences whose ket lies one below their bra; before an odd number of refocusing
  // pulses still to come, it is the ones above.
  let order = events.filter((event) => "refocus" in event).length % 2 === 0 ? -1 : 1;
  let rho = order === -1 ? complexAdjoint(raise) : raise;
  rho = { ...rho, re: rho.re.map((value) => value / 2) };
  const flips = new Map<number, ComplexMatrix>();
  const edits = new Map<string, Edit>();
  const delays = delaysBetweenPulses(events);

  events.forEach((event, n) => {
    if ("delay" in event) {
      rho = precessed(rho, energies, delays[n]);
    } else if ("refocus" in event) {
      order = -order;
      const before = rho;
      rho = complexMatrix(size);
      for (const { mask, share } of slabs(part, event.refocus, spectrometerFrequency)) {
        const flip = flips.get(mask) ?? toEigen(inversion(size, mask));
        flips.set(mask, flip);
        add(rho, complexMultiply(complexMultiply(flip, before), flip), share);
      }
      keepOrder(rho, fz, order);
    } else {
      const key = JSON.stringify(event.edit);
      let edit = edits.get(key);
      if (edit === undefined) {
        edit = editOperator(part, event.edit, referencePpm, spectrometerFrequency);
        edit = { ...edit, operator: toEigen(edit.operator) };
        edits.set(key, edit);
      }
      rho = complexMultiply(complexMultiply(edit.operator, rho), complexAdjoint(edit.operator));
      keepOrder(rho, fz, order);
      // The pulse was seen from its carrier; during it the coherences turned with the carrier besides.
      turn(rho, -order * edit.carrier * edit.duration);
    }
  });

  const scale = (4 / size) * protons;
  const lines: Line[] = [];
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      const weight = raise.re[k * size + j] * scale;
      const [x, y] = [rho.re[j * size + k] * weight, rho.im[j * size + k] * weight];
      if (x !== 0 || y !== 0) lines.push([(energies[k] - energies[j]) / (2 * Math.PI), x, y]);
    }
  }
  return lines;
}

/**
 * Which protons (bits) a refocusing pulse turns, and in what share of the voxel. A slice-selective pulse
 * turns each in a slab of its own, shifted with its frequency; where the slabs of two coupled protons do
 * not overlap, one evolves as if the other were not refocused. The two pulses of PRESS select along
 * different axes, so that their shares multiply: the sum may be taken at each pulse.
 */
function slabs(
  { shifts }: SpinPart,
  refocus: true | { bandwidth: number },
  spectrometerFrequency: number,
): { mask: number; share: number }[] {
  if (refocus === true) return [{ mask: 2 ** shifts.length - 1, share: 1 }];
  const { bandwidth } = refocus;
  const centres = shifts.map((ppm) => ppm * spectrometerFrequency);
  const edges = centres.flatMap((hz) => [hz - bandwidth / 2, hz + bandwidth / 2]).sort((a, b) => a - b);
  return edges.slice(1).flatMap((end, n) => {
    const middle = (edges[n] + end) / 2;
    const mask = centres.reduce(
      (bits, hz, k) => (Math.abs(middle - hz) < bandwidth / 2 ? bits | (1 << k) : bits),
      0,
    );
    const share = (end - edges[n]) / bandwidth;
    return mask === 0 || share < 1e-9 ? [] : [{ mask, share }];
  });
}

interface Edit {
  operator: ComplexMatrix;
  /** rad/s from 0 Hz. */
  carrier: number;
  /** s. */
  duration: number;
}

function editOperator(part: SpinPart, band: EditBand, referencePpm: number, frequency: number): Edit {
  const [low, high] = typeof band.ppm === "number" ? [band.ppm, band.ppm] : band.ppm;
  const { pulse } = band;
  if (pulse.shape === "ideal") {
    const near = (ppm: number): boolean =>
      Math.min(Math.abs(ppm - low), Math.abs(ppm - high)) * frequency <= pulse.bandwidth / 2;
    const mask = part.shifts.reduce((bits, ppm, k) => (near(ppm) ? bits | (1 << k) : bits), 0);
    return { operator: inversion(2 ** part.shifts.length, mask), carrier: 0, duration: 0 };
  }
  const middle = (low + high) / 2;
  const steps = pulseSteps(pulse, Math.abs(high - low) * frequency);
  return {
    operator: pulsePropagator(spinHamiltonian(part, middle, frequency), steps),
    carrier: 2 * Math.PI * (middle - referencePpm) * frequency,
    duration: pulse.duration,
  };
}

/** The delays, s, less the halves of the shaped pulses before and after them. */
function delaysBetweenPulses(events: readonly PulseEvent[]): number[] {
  const half = (event: PulseEvent | undefined): number =>
    event !== undefined && "edit" in event && event.edit.pulse.shape !== "ideal"
      ? event.edit.pulse.duration / 2
      : 0;
  return events.map((event, n) => {
    if (!("delay" in event)) return 0;
    const rest = event.delay - half(events[n - 1]) - half(events[n + 1]);
    if (rest < -1e-12) {
      const least = half(events[n - 1]) + half(events[n + 1]);
      const expected = `at least ${least} s, the halves of the pulses beside it`;
      throw new InputError({ key: `events[${n}].delay`, value: event.delay, expected });
    }
    return rest;
  });
}

/** F+ in the product basis. */
function raising(size: number): ComplexMatrix {
  const matrix = complexMatrix(size);
  for (let state = 0; state < size; state++) {
    for (let bit = 1; bit < size; bit <<= 1) {
      if (state & bit) matrix.re[(state ^ bit) * size + state] = 1;
    }
  }
  return matrix;
}

/** An ideal 180-degree pulse about x on the protons in `mask`, but for a phase: it flips their bits. */
function inversion(size: number, mask: number): ComplexMatrix {
  const matrix = complexMatrix(size);
  for (let state = 0; state < size; state++) matrix.re[state * size + (state ^ mask)] = 1;
  return matrix;
}

/** rho -> U rho U+, U = exp(-i H t), in the eigenbasis. */
function precessed(rho: ComplexMatrix, energies: Float64Array, time: number): ComplexMatrix {
  const out = complexMatrix(rho.size);
  for (let j = 0, n = 0; j < rho.size; j++) {
    for (let k = 0; k < rho.size; k++, n++) {
      const [x, y] = [rho.re[n], rho.im[n]];
      if (x === 0 && y === 0) continue;
      const angle = (energies[k] - energies[j]) * time;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      out.re[n] = x * c - y * s;
      out.im[n] = x * s + y * c;
    }
  }
  return out;
}

/** to += factor from, in place. */
function add(to: ComplexMatrix, from: ComplexMatrix, factor: number): void {
  for (let n = 0; n < to.re.length; n++) {
    to.re[n] += factor * from.re[n];
    to.im[n] += factor * from.im[n];
  }
}

/** Sets all coherences of another order than `order` to 0, in place. */
function keepOrder({ size, re, im }: ComplexMatrix, fz: Float64Array, order: number): void {
  for (let j = 0, n = 0; j < size; j++) {
    for (let k = 0; k < size; k++, n++) if (fz[j] - fz[k] !== order) re[n] = im[n] = 0;
  }
}

/** Multiplies by exp(i angle), in place. */
function turn({ re, im }: ComplexMatrix, angle: number): void {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  for (let n = 0; n < re.length; n++) {
    const [x, y] = [re[n], im[n]];
    re[n] = x * c - y * s;
    im[n] = x * s + y * c;
  }
}
