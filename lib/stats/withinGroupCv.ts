import { mean, sampleStandardDeviation } from "simple-statistics";

/** Coefficients of variation (SD over mean) of one group. */
export interface GroupCv {
  group: string;
  n: number;
  /** A share, not per cent. */
  cv: number;
}

/**
 * How much values vary within their groups, the sites of a study for example: the CV of each group of two and more, and
 * the mean over those groups, as multi-site studies report it (Mikkelsen et al., NeuroImage 2017;159:32).
 *
 * @param groups - the group of each value.
 * @throws RangeError where no group has two values.
 */
export function withinGroupCv(
  values: readonly number[],
  groups: readonly string[],
): { cv: number; groups: GroupCv[] } {
  if (values.length !== groups.length) {
    throw new RangeError(`a group for each value is needed, got ${groups.length} for ${values.length}`);
  }
  const each = [...new Set(groups)].flatMap((group) => {
    const own = values.filter((_, k) => groups[k] === group);
    return own.length < 2 ? [] : [{ group, n: own.length, cv: sampleStandardDeviation(own) / mean(own) }];
  });
  if (each.length === 0) throw new RangeError("a group of two values is needed");
  return { cv: mean(each.map(({ cv }) => cv)), groups: each };
}
