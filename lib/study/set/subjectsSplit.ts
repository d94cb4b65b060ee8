import type { RandomSource } from "../../signal/index.js";

/** Subjects by what they are used for; no subject is in two parts. */
export interface SubjectsSplit {
  train: string[];
  validation: string[];
  test: string[];
}

export interface SubjectsSplitOptions {
  /** Share of subjects for validation; at least one. @default 0.15 */
  validation?: number;
  /** Share of subjects for testing; at least one. @default 0.25 */
  test?: number;
}

/**
 * Splits subjects at random into train, validation and test, by subject and never by transient.
 *
 * @throws RangeError when there are fewer than three subjects, or one is named twice.
 */
export function subjectsSplit(
  subjects: readonly string[],
  random: RandomSource,
  options: SubjectsSplitOptions = {},
): SubjectsSplit {
  const { validation = 0.15, test = 0.25 } = options;
  const count = subjects.length;
  if (new Set(subjects).size !== count) throw new RangeError("each subject must be named once");
  if (count < 3) throw new RangeError(`at least 3 subjects are needed for a split, got ${count}`);
  const shuffled = [...random.permutation(count)].map((k) => subjects[k]);
  const forTest = Math.max(1, Math.round(test * count));
  const forValidation = Math.max(1, Math.round(validation * count));
  if (forTest + forValidation >= count) throw new RangeError("no subject is left for training");
  const sorted = (part: string[]): string[] => [...part].sort();
  return {
    test: sorted(shuffled.slice(0, forTest)),
    validation: sorted(shuffled.slice(forTest, forTest + forValidation)),
    train: sorted(shuffled.slice(forTest + forValidation)),
  };
}
