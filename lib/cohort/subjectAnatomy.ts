import type { RandomSource } from "../signal/index.js";
import type { CohortBasis } from "./cohortBasis.js";
import type { CohortSettings, Pair } from "./cohortSettings.js";
import type { SubjectTruth } from "./subjectTruth.js";

/** What is in a subject's voxel and how it relaxes, before anything is measured. */
export interface SubjectAnatomy {
  tissue: SubjectTruth["tissue"];
  /** mM, per metabolite. */
  concentrations: Record<string, number>;
  /** mM that a typical subject of this tissue has. */
  typical: Record<string, number>;
  /** s, mean of the tissues. */
  t1: Record<string, number>;
  t2: Record<string, number>;
}

/**
 * Draws tissue fractions and concentrations.
 *
 * @param siteScale - factor on all concentrations of the site.
 */
export function subjectAnatomy(
  { subject }: CohortSettings,
  metabolites: CohortBasis["tissue"],
  object: "brain" | "phantom",
  siteScale: number,
  random: RandomSource,
): SubjectAnatomy {
  const ofTissue = random.fork("tissue");
  const around = ([mean, sd]: Pair): number => mean + sd * ofTissue.normal();
  const isBrain = object === "brain";
  const csf = isBrain ? Math.max(0, around(subject.csf)) : 0;
  const greyMatter = isBrain ? Math.min(1 - csf, around(subject.greyMatter)) : 0;
  const grey = greyMatter / (1 - csf);
  const mix = ([inGrey, inWhite]: Pair): number => grey * inGrey + (1 - grey) * inWhite;
  const anatomy: SubjectAnatomy = {
    tissue: { greyMatter, whiteMatter: isBrain ? 1 - csf - greyMatter : 0, csf },
    concentrations: {},
    typical: {},
    t1: {},
    t2: {},
  };
  for (const [name, { concentration, t1, t2, cv }] of Object.entries(metabolites)) {
    const spread = Math.max(0.2, 1 + cv * random.fork(`concentration ${name}`).normal());
    anatomy.typical[name] = mix(concentration) * (1 - csf);
    anatomy.concentrations[name] = anatomy.typical[name] * spread * (isBrain ? siteScale : 1);
    anatomy.t1[name] = mix(t1);
    anatomy.t2[name] = mix(t2);
  }
  return anatomy;
}
