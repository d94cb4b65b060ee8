import type { SpinPart } from "./spinSystem.js";

/**
 * A part cut exactly where it decouples: protons that no chain of couplings joins evolve and are edited
 * independently, and the cost of a simulation grows eightfold a proton. A coupling to the same
 * heteronucleus joins nothing: no pulse turns that.
 */
export function spinPartSplit(part: SpinPart): SpinPart[] {
  const group = part.shifts.map((_, proton) => proton);
  for (const [j, k, coupling] of part.couplings) {
    if (coupling === 0) continue;
    const [kept, gone] = [group[j], group[k]];
    group.forEach((value, proton) => value === gone && (group[proton] = kept));
  }
  return [...new Set(group)].map((id) => {
    const protons = [...group.keys()].filter((proton) => group[proton] === id);
    const place = (proton: number): number => protons.indexOf(proton);
    const heteronuclei = part.heteronuclei
      ?.map(({ nucleus, couplings }) => ({
        nucleus,
        couplings: couplings
          .filter(([proton]) => group[proton] === id)
          .map(([proton, coupling]): [number, number] => [place(proton), coupling]),
      }))
      .filter(({ couplings }) => couplings.length > 0);
    return {
      shifts: protons.map((proton) => part.shifts[proton]),
      couplings: part.couplings
        .filter(([j, , coupling]) => group[j] === id && coupling !== 0)
        .map(([j, k, coupling]): [number, number, number] => [place(j), place(k), coupling]),
      protons: part.protons,
      ...(heteronuclei && heteronuclei.length > 0 ? { heteronuclei } : {}),
    };
  });
}
