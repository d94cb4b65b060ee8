import type { VaeConfig } from "../../models/index.js";
import type { FidStack, Progress, RandomSource, SpectrumStack } from "../../signal/index.js";
import type { StudySet } from "../set/studySet.js";

/** What methods may learn from: training and validation subjects, prepared as the test subjects' subsets are. */
export interface AugmentationTraining {
  /**
   * Transients of each subject, labelled, aligned, referenced, phased and without residual water
   * (`augmentationPrepare`); `test` is empty.
   */
  set: StudySet;
  /** The autoencoder's settings of the study: what differs from `vaeDefaults`. */
  vae: Partial<VaeConfig>;
}

export interface AugmentationLearnOptions {
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
  /** Folder of kept models. @default that of `studyModel` */
  cache?: string;
}

/** A few measured transients of a test subject, and how many more are wanted. */
export interface AugmentationSubset {
  /** n OFF and n ON transients, labelled, in their own units, prepared from nothing but themselves. */
  stack: FidStack;
  /** Synthetic transients wanted of each condition; a method that makes averages may use it or not. */
  count: number;
  /** A stream of this subset and method alone. */
  random: RandomSource;
}

/**
 * What a trained method makes of subsets, all subsets of a subject in one call so that a network runs once: one
 * stack a subset, labelled, in the subset's units, on the subset's axis or a part of it (zero outside is meant).
 * Transients: `count` a condition. Averages: one OFF and one ON. More, or another order of conditions, is allowed: the
 * labels decide.
 */
export type AugmentationMaker = (
  subsets: readonly AugmentationSubset[],
) => readonly SpectrumStack[] | Promise<readonly SpectrumStack[]>;

/**
 * A way to make more of a few measured transients. One that is added to `augmentationMethods` is in every row, table
 * and figure of the augmentation study.
 */
export interface AugmentationMethod {
  /** In rows and tables, for example `hybrid`. */
  name: string;
  /** In figures, for example `Hybrid sampling`. */
  title: string;
  /**
   * `transients`: synthetic ones, which are averaged together with the subset up to the full scan's count.
   * `average`: an estimate of the averaged OFF and ON, which stands for itself; where its axis does not reach, nothing
   * is known, so that measures which need that range are missing.
   */
  makes: "transients" | "average";
  /** Transients of a condition that it needs; smaller subsets have no rows of it. @default 1 */
  least?: number;
  /** What its results depend on besides the training: other settings are other rows in the cache. */
  settings?: object;
  /**
   * The module that makes it, `import.meta.url`: a change in it or in what it imports makes its rows anew. Without one it
   * is known by the text of `learn` alone.
   */
  code?: string;
  /**
   * Learns what there is to learn, never from test subjects. Methods that share a model find it in the cache
   * (`studyModel`).
   */
  learn(training: AugmentationTraining, options: AugmentationLearnOptions): Promise<AugmentationMaker>;
}
