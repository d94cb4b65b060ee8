import type { RandomSource } from "../../signal/index.js";
import { basisCached, pulseSequence, spinSystem, spinSystemVary } from "../../spin/index.js";
import type { BasisSet, SpinSystemVariation } from "../../spin/index.js";
import type { YaeSettings } from "./yaeSettings.js";

/** The basis of the literature's spin systems, OFF and ON. */
export function yaeBasis({ metabolites, sequence }: YaeSettings): BasisSet[] {
  return basisCached(metabolites.map(spinSystem), pulseSequence(sequence));
}

/** Bases with other shifts and couplings, OFF and ON each. */
export function yaeBases(
  { metabolites, sequence }: YaeSettings,
  count: number,
  variation: SpinSystemVariation,
  random: RandomSource,
): BasisSet[][] {
  return Array.from({ length: count }, (_, k) => {
    const own = random.fork(`basis ${k}`);
    const systems = metabolites.map((name) => spinSystemVary(spinSystem(name), variation, own.fork(name)));
    return basisCached(systems, pulseSequence(sequence));
  });
}
