import { EDIT_ON } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";

/** A scan that takes part in a study. */
export interface StudyScan {
  /** The subject, or what else is kept together in a split. */
  id: string;
  site?: string;
  /** Labelled and upright when edited. */
  stack: FidStack;
  /** Noise-free OFF and ON of a simulated subject, for those who learn what a scan should have been. */
  truth?: FidStack;
}

/** Scans split into those that a model learns from, those that stop its training, and those it never sees. */
export interface StudySet {
  /** For titles and file names: `simulated`, `press`, `mega`. */
  name: string;
  train: StudyScan[];
  validation: StudyScan[];
  test: StudyScan[];
}

/** The condition of a transient: `OFF` or `ON`, `PRESS` in a scan that is not edited. */
export function conditionName(header: Pick<FidStack, "labels">, transient: number): string {
  if (header.labels === undefined) return "PRESS";
  return header.labels[transient] === EDIT_ON ? "ON" : "OFF";
}
