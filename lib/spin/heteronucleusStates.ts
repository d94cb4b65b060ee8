import type { Heteronucleus, SpinPart } from "./spinSystem.js";

const QUANTUM_NUMBERS: Record<Heteronucleus["nucleus"], number[]> = {
  "31P": [0.5, -0.5],
  "14N": [1, 0, -1],
};

/**
 * The protons' shifts for each state of the heteronuclei, and the state's share of the molecules. No pulse
 * turns a heteronucleus and its frequency is megahertz away, so that it is but a shift of J m of each proton
 * that it couples to: exact, and cheaper than one more spin.
 */
export function heteronucleusStates(
  part: SpinPart,
  spectrometerFrequency: number,
): { shifts: number[]; share: number }[] {
  let states = [{ shifts: part.shifts, share: 1 }];
  for (const { nucleus, couplings } of part.heteronuclei ?? []) {
    const numbers = QUANTUM_NUMBERS[nucleus];
    states = states.flatMap(({ shifts, share }) =>
      numbers.map((m) => {
        const moved = [...shifts];
        for (const [proton, coupling] of couplings) moved[proton] += (coupling * m) / spectrometerFrequency;
        return { shifts: moved, share: share / numbers.length };
      }),
    );
  }
  return states;
}
