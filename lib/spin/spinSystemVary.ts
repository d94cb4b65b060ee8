import type { RandomSource } from "../signal/index.js";
import type { SpinSystem } from "./spinSystem.js";

/** How far a spin system may be from the literature's; standard deviations of normal distributions. */
export interface SpinSystemVariation {
  /** ppm. */
  shift: number;
  /** Of a coupling, as a share of it. */
  coupling: number;
}

/**
 * The metabolite with shifts and couplings a little off: another temperature or pH, another author's table. Protons of
 * one shift stay of one shift, and couplings of one size of one size, so that equivalent protons stay equivalent.
 */
export function spinSystemVary(
  system: SpinSystem,
  { shift, coupling }: SpinSystemVariation,
  random: RandomSource,
): SpinSystem {
  const parts = system.parts.map((part) => {
    const once = (change: (value: number) => number): ((value: number) => number) => {
      const known = new Map<number, number>();
      return (value) => {
        if (!known.has(value)) known.set(value, change(value));
        return known.get(value)!;
      };
    };
    const shifted = once((ppm) => ppm + shift * random.normal());
    const coupled = once((hertz) => hertz * (1 + coupling * random.normal()));
    return {
      ...part,
      shifts: part.shifts.map(shifted),
      couplings: part.couplings.map(([j, k, hertz]): [number, number, number] => [j, k, coupled(hertz)]),
    };
  });
  return { ...system, parts };
}
