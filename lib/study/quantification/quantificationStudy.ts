import { appendFile, mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Piscina } from "piscina";
import { cohortBasis } from "../../cohort/index.js";
import type { CohortSubject } from "../../cohort/index.js";
import type { EditedFitOptions } from "../../fit/index.js";
import { writeFileAtomic } from "../../io/index.js";
import { keptFresh } from "../../kept/index.js";
import { stackConcat, stackSelect } from "../../signal/index.js";
import type { FidStack, Progress, RandomSource } from "../../signal/index.js";
import type { PulseSequenceName } from "../../spin/index.js";
import { challengeShapeScore } from "../../metrics/index.js";
import type { ChallengeSpectra } from "../../metrics/index.js";
import { subsetDraw } from "../set/subsetDraw.js";
import { NO_QUALITY } from "./quantificationTask.js";
import type {
  DifferencePart,
  QuantificationOutcome,
  QuantificationTask,
  SpectrumQuality,
} from "./quantificationTask.js";
import { subjectQuantities } from "./subjectQuantities.js";
import { subjectWater } from "./subjectWater.js";

/**
 * Makes `count` transients a condition out of a subset of measured ones, in the subset's units: a sampler with its
 * model, or anything else that is to be compared.
 */
export type TransientsMethod = (subset: FidStack, count: number, random: RandomSource) => FidStack;

export interface QuantificationStudyOptions {
  sequence: PulseSequenceName;
  /** By the names that tables and figures show. */
  methods: Readonly<Record<string, TransientsMethod>>;
  /** Measured transients a condition in a subset. */
  subsets: readonly number[];
  /** Whether all transients and the bare subsets are fitted too. @default true */
  references?: boolean;
  /** What is reported. @default GABA+, Glx, tNAA, tCho, mI, tCr */
  metabolites?: readonly string[];
  /** @default the preset `default` */
  fit?: EditedFitOptions;
  /**
   * File (`quantificationCache`) that finished sets are written to, a line each, and found in again: an interrupted study
   * goes on, and a set that another study has had is not fitted again. @default none is kept
   */
  cache?: string;
  /** Make sets again that are kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  /** Number of subjects, for the progress. */
  count?: number;
  /** Worker threads. @default as many as there are cores */
  threads?: number;
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
}

/** One estimate, with the truth that it should be. */
export interface QuantificationRow {
  subject: string;
  site: string;
  /** `full`: all transients; `subset`: n of them; else the method that filled the subset up. */
  set: string;
  /** Measured transients a condition in it. */
  n: number;
  metabolite: string;
  /** `tCr`: ratio to tCr; `water`: mmol/kg of tissue water. */
  scale: "tCr" | "water";
  /** null where the fit failed. */
  value: number | null;
  crlb: number | null;
  truth: number;
}

/** How good the processed spectra of one set are. */
export interface QuantificationQuality extends SpectrumQuality {
  subject: string;
  site: string;
  set: string;
  n: number;
  /** 2023 challenge, of the difference against that of all transients; null for these themselves. */
  shapeFull: number | null;
}

/** What comes of every set of every subject. */
export interface QuantificationResult {
  rows: QuantificationRow[];
  quality: QuantificationQuality[];
}

/** What the paper quantifies, and what its ratios are taken to. */
export const QUANTIFIED = ["GABA+", "Glx", "tNAA", "tCho", "mI", "tCr"] as const;

/**
 * The quantification experiment (figures 8 and 9, table 1): of each subject all transients, subsets of n, and the subsets
 * filled up to the measured count by each method are processed, judged, fitted and quantified alike. A subset is the same for all
 * methods. Sets are fitted in worker threads while the next are made.
 *
 * @param subjects - simulated ones, which no model has learned from; taken one by one.
 */
export async function quantificationStudy(
  subjects: Iterable<CohortSubject>,
  options: QuantificationStudyOptions,
): Promise<QuantificationResult> {
  const {
    sequence,
    methods,
    subsets,
    references = true,
    metabolites = QUANTIFIED,
    fit = {},
    count,
  } = options;
  const { threads = availableParallelism(), random, progress, signal, cache, fresh = keptFresh() } = options;
  if (cache !== undefined && fresh) await rm(cache, { force: true });
  const kept = cache === undefined ? new Map<string, QuantificationOutcome>() : await outcomesRead(cache);
  const { tissue } = cohortBasis(sequence);
  const own = references ? 1 : 0;
  const sets = own + subsets.length * (own + Object.keys(methods).length);
  const pool = new Piscina({
    filename: new URL("./quantificationTask.js", import.meta.url).href,
    maxThreads: threads,
    minThreads: threads,
  });
  const results: Promise<QuantificationResult>[] = [];
  const queue = (result: Promise<QuantificationResult>): void => {
    // Its failure is heard below; until then it must not end the process.
    result.catch(() => undefined);
    results.push(result);
  };
  let done = 0;
  try {
    for (const subject of subjects) {
      const { id, site, stack, clean } = subject;
      const truths = subjectQuantities(subject, tissue);
      const water = subjectWater(subject);
      const outcomeOf = async (key: string, transients: () => FidStack): Promise<QuantificationOutcome> => {
        const found = kept.get(key);
        if (found) return found;
        const { tissue: voxel } = subject.truth;
        const task: QuantificationTask = {
          sequence,
          subject: id,
          stack: transients(),
          water,
          tissue: voxel,
          fit,
          clean,
        };
        const outcome = await outcomeWithin(PATIENCE, pool, task, signal);
        if (cache !== undefined) await appendFile(cache, `${JSON.stringify({ key, outcome })}\n`);
        return outcome;
      };
      let whole: Promise<QuantificationOutcome> | undefined;
      const submit = async (
        set: string,
        n: number,
        transients: () => FidStack,
      ): Promise<QuantificationResult> => {
        const own = outcomeOf([id, set, n].join(" | "), transients);
        if (set === "full") whole = own;
        const { values, quality, difference } = await own;
        const reference = set === "full" ? undefined : (await whole)?.difference;
        const shapeFull = (difference && reference && shapeScore(difference, reference)) ?? null;
        progress?.(++done, sets * (count ?? results.length / sets), `${id}, ${set}, n = ${n}`);
        const row = { subject: id, site, set, n };
        const rows = metabolites.flatMap((metabolite): QuantificationRow[] => {
          const { ratio, concentration } = values[metabolite] ?? {};
          const truth = truths[metabolite];
          const of = (each: { value: number; crlb: number | null } | undefined) => ({
            value: each?.value ?? null,
            crlb: each?.crlb ?? null,
          });
          return [
            { ...row, metabolite, scale: "tCr", ...of(ratio), truth: truth.ratio },
            { ...row, metabolite, scale: "water", ...of(concentration), truth: truth.concentration },
          ];
        });
        return { rows, quality: [{ ...row, ...quality, shapeFull }] };
      };
      const total = transientsACondition(stack);
      if (references) queue(submit("full", total, () => stack));
      for (const n of subsets) {
        const stream = random.fork(`${id} ${n}`);
        const subset = stackSelect(stack, subsetDraw(stack.shape[0], stack.labels, n, stream.fork("subset")));
        if (references) queue(submit("subset", n, () => subset));
        for (const [name, method] of Object.entries(methods)) {
          const made = (): FidStack => method(subset, total - n, stream.fork(name));
          queue(submit(name, n, () => stackConcat([subset, made()])));
        }
      }
      signal?.throwIfAborted();
      // Two subjects' sets are in memory at most.
      if (results.length > 2 * sets) await results[results.length - 2 * sets];
    }
    const all = await Promise.all(results);
    return { rows: all.flatMap(({ rows }) => rows), quality: all.flatMap(({ quality }) => quality) };
  } finally {
    await pool.destroy();
  }
}

/** ms after which a set that takes a second or two will not end: it is given up and told as failed. */
const PATIENCE = 120_000;

async function outcomeWithin(
  limit: number,
  pool: Piscina,
  task: QuantificationTask,
  signal: AbortSignal | undefined,
): Promise<QuantificationOutcome> {
  const late = AbortSignal.timeout(limit * (pool.queueSize + 1));
  try {
    const heard = signal ? AbortSignal.any([signal, late]) : late;
    return (await pool.run(task, { signal: heard })) as QuantificationOutcome;
  } catch (error) {
    if (signal?.aborted || !late.aborted) throw error;
    return { values: {}, quality: NO_QUALITY, failure: "the fit did not come to an end" };
  }
}

/** Outcomes by subject, set and n; a last line that an interrupt cut short is none. */
async function outcomesRead(file: string): Promise<Map<string, QuantificationOutcome>> {
  await mkdir(path.dirname(file), { recursive: true });
  const text = await readFile(file, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await writeFileAtomic(file, whole);
  const lines = whole.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const { key, outcome } = JSON.parse(line) as { key: string; outcome: QuantificationOutcome };
      return [key, outcome];
    }),
  );
}

function shapeScore(difference: DifferencePart, reference: DifferencePart): number | undefined {
  const spectrum = ({ ppm, re }: DifferencePart): ChallengeSpectra => ({
    ppm: Float64Array.from(ppm),
    re: Float32Array.from(re),
    shape: [1, re.length],
  });
  return challengeShapeScore(spectrum(difference), spectrum(reference));
}

/** Transients of one condition; of all when there are no conditions. */
function transientsACondition({ labels, shape }: FidStack): number {
  if (!labels) return shape[0];
  const on = labels.reduce((sum, label) => sum + label, 0);
  return Math.min(on, shape[0] - on);
}
