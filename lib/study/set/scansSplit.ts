import { InputError } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";
import type { StudyScan, StudySet } from "./studySet.js";
import { subjectsSplit } from "./subjectsSplit.js";

/**
 * Splits the scans of a folder by subject.
 *
 * @throws InputError when there are fewer than three subjects, or edited and unedited scans together.
 */
export function scansSplit(scans: readonly StudyScan[], random: RandomSource, folder: string): StudySet {
  const subjects = [...new Set(scans.map(({ id }) => id))].sort();
  if (subjects.length < 3) {
    const expected = "scans of at least 3 subjects: one to learn from, one to stop at, one to test on";
    throw new InputError({ file: folder, key: "subjects", value: subjects.length, expected });
  }
  const edited = scans.filter(({ stack }) => stack.labels !== undefined).length;
  if (edited > 0 && edited < scans.length) {
    const value = `${edited} of ${scans.length} edited`;
    throw new InputError({ file: folder, key: "scans", value, expected: "edited scans only, or none" });
  }
  const split = subjectsSplit(subjects, random);
  const part = (ids: string[]): StudyScan[] => scans.filter(({ id }) => ids.includes(id));
  return {
    name: "folder",
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
  };
}
