import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../io/index.js";
import { differenceMetrics } from "../../metrics/index.js";
import { spectraEmbed } from "../../models/index.js";
import { InputError, libraryVersion, ppmWindow, randomSource, stackToSpectra } from "../../signal/index.js";
import type { Progress, SpectrumStack } from "../../signal/index.js";
import { projectRoot } from "../files/projectRoot.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { spectraDifference } from "../spectra/spectraDifference.js";
import type { AugmentationConfig } from "./augmentationConfig.js";
import { metricsMeasure, truthMeasure } from "./augmentationMeasure.js";
import type { AugmentationEstimate, AugmentationMeasurement } from "./augmentationMeasure.js";
import type { AugmentationMaker, AugmentationMethod } from "./augmentationMethod.js";
import { augmentationMethods } from "./augmentationMethods.js";
import { augmentationPool } from "./augmentationPool.js";
import type { AugmentationPool } from "./augmentationPool.js";
import type { AugmentationSource, AugmentationSubject } from "./augmentationSource.js";
import type { AugmentationTestSubject } from "./augmentationWorker.js";

export interface AugmentationStudyOptions {
  /** @default augmentationMethods() */
  methods?: readonly AugmentationMethod[];
  /** Worker threads; 0 for none. @default the processor's cores */
  workers?: number;
  /** Folder of kept rows. @default `.cache/augmentation` of the project, or `$MRS_CACHE/augmentation` */
  cache?: string;
  /** Folder of kept models, as in `studyModel`. */
  modelCache?: string;
  /** Compute again what is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  progress?: Progress;
  /** Stops between two subjects; those that are done are kept. */
  signal?: AbortSignal;
}

/** One number of the study. */
export interface AugmentationRow extends Omit<AugmentationMeasurement, "draw"> {
  subject: string;
  site: string;
  /** null for what is of all draws together, or of the truth. */
  draw: number | null;
}

/** A point of figure 7: the real difference spectrum of the first draw. */
export interface AugmentationSpectrum {
  subject: string;
  method: string;
  n: number;
  ppm: number;
  value: number;
}

export interface AugmentationResult {
  rows: AugmentationRow[];
  /** Of the smallest n and the smallest full scan, every subject, 0.5 to 4.2 ppm. */
  spectra: AugmentationSpectrum[];
  /** Subjects by part: none is in two. */
  subjects: { train: string[]; validation: string[]; test: string[] };
}

/** What `method` says of what was measured. */
export const AUGMENTATION_MEASURED = { subset: "subset", full: "full scan", truth: "truth" } as const;

/** ppm range of the spectra that are kept for figure 7. */
const SHOWN = [0.5, 4.2] as const;

/** Grows when what rows mean changes, so that kept ones of before are not taken for those of now. */
const MEANING = 3;

/** Metrics that kept rows always had. With others, which may be under work, rows are others. */
const SETTLED: readonly string[] = ["snr", "linewidth", "shape score", "mse"];

interface Kept {
  rows: AugmentationRow[];
  spectra: { method: string; n: number; ppm: number[]; values: number[] }[];
}

/**
 * The paper's experiment (figures 6 and 7) and what it is worth (figure 11). Of every test subject subsets of n
 * transients are drawn, methods that learned from other subjects make more of them, and the averaged difference
 * spectra are measured like those of the bare subset and of the full scan, and compared with the truth.
 *
 * Rows are kept for each subject and method: an interrupted study goes on where it stopped, and a new method is run
 * alone. Simulating, aligning and measuring run in worker threads, the networks in the main thread.
 */
export async function augmentationStudy(
  source: AugmentationSource,
  config: AugmentationConfig,
  options: AugmentationStudyOptions = {},
): Promise<AugmentationResult> {
  const {
    methods = augmentationMethods(),
    fresh = Boolean(process.env.MRS_FRESH),
    progress,
    signal,
  } = options;
  const pool = augmentationPool(options.workers);
  try {
    signal?.throwIfAborted();
    const known = await pool.run("metricNames", undefined);
    // What a notebook has added is a function, which no other thread can be given. What it calls may have changed since
    // rows were kept, so they are made again.
    const added = Object.keys(differenceMetrics).filter((name) => !known.includes(name));
    const again = fresh || added.length > 0;
    const folder = await cacheFolder(source, config, pool, options.cache);
    const wanted = ["measured", ...methods.map(methodKey)];
    const fileOf = (id: string, key: string): string => path.join(folder, id, `${key}.json`);
    const missing = (id: string): string[] => wanted.filter((key) => again || !existsSync(fileOf(id, key)));
    const todo = source.test.filter(({ id }) => missing(id).length > 0);
    const needed = new Set(todo.flatMap(({ id }) => missing(id)));
    const makers = await learnAll(
      source,
      config,
      methods.filter((method) => needed.has(methodKey(method))),
      { pool, progress: (done, note) => progress?.(0.4 * done, 1, note), signal, cache: options.modelCache },
    );
    let done = 0;
    await inLanes(todo, pool.workers + 1, async (subject) => {
      signal?.throwIfAborted();
      for (const [key, kept] of await subjectRun(
        subject,
        config,
        makers,
        missing(subject.id),
        added,
        pool,
        signal,
      )) {
        await writeFileAtomic(fileOf(subject.id, key), JSON.stringify(kept));
      }
      done++;
      progress?.(0.4 + (0.6 * done) / todo.length, 1, subject.id);
    });
    progress?.(1, 1, "done");
    const kept = await Promise.all(
      source.test.flatMap(({ id }) =>
        wanted.map(async (key) => ({
          id,
          ...(JSON.parse(await readFile(fileOf(id, key), "utf8")) as Kept),
        })),
      ),
    );
    const ids = (part: readonly AugmentationSubject[]): string[] => part.map(({ id }) => id);
    return {
      rows: kept.flatMap(({ rows }) => rows),
      spectra: kept.flatMap(({ id, spectra }) =>
        spectra.flatMap(({ method, n, ppm, values }) =>
          ppm.map((at, k) => ({ subject: id, method, n, ppm: at, value: values[k] })),
        ),
      ),
      subjects: { train: ids(source.train), validation: ids(source.validation), test: ids(source.test) },
    };
  } finally {
    await pool.close();
  }
}

/** The name of a method's kept rows: other settings, other rows. */
function methodKey({ name, settings }: AugmentationMethod): string {
  const hash = settings && createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 8);
  return hash === undefined ? name : `${name} ${hash}`;
}

/**
 * A folder for these settings and subjects. The first training subject stands for how subjects are simulated and
 * prepared.
 */
async function cacheFolder(
  source: AugmentationSource,
  config: AugmentationConfig,
  pool: AugmentationPool,
  cache = path.join(process.env.MRS_CACHE ?? path.join(projectRoot(), ".cache"), "augmentation"),
): Promise<string> {
  const { name, ...parts } = source;
  const hash = createHash("sha256").update(
    JSON.stringify({ config, version: libraryVersion(), meaning: MEANING }),
  );
  for (const [metric, { measure }] of Object.entries(differenceMetrics)) {
    if (!SETTLED.includes(metric)) hash.update(JSON.stringify({ metric, measure: String(measure) }));
  }
  for (const [part, subjects] of Object.entries(parts)) {
    for (const subject of subjects) {
      if ("cohort" in subject) hash.update(JSON.stringify({ part, subject }));
      else {
        hash.update(JSON.stringify({ part, id: subject.id, pool: subject.pool }));
        hash.update(subject.stack.re).update(subject.stack.im);
      }
    }
  }
  const { stack } = await pool.run("trainingSubject", source.train[0]);
  hash.update(stack.re).update(stack.im);
  return path.join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

interface Learn {
  pool: AugmentationPool;
  progress: (done: number, note?: string) => void;
  signal?: AbortSignal;
  cache?: string;
}

async function learnAll(
  source: AugmentationSource,
  config: AugmentationConfig,
  methods: readonly AugmentationMethod[],
  { pool, progress, signal, cache }: Learn,
): Promise<Map<string, { method: AugmentationMethod; make: AugmentationMaker }>> {
  const makers = new Map<string, { method: AugmentationMethod; make: AugmentationMaker }>();
  if (methods.length === 0) return makers;
  let prepared = 0;
  const all = [...source.train, ...source.validation];
  const scans = await Promise.all(
    all.map(async (subject) => {
      const scan = await pool.run("trainingSubject", subject, signal);
      progress((0.2 * ++prepared) / all.length, `prepare ${subject.id}`);
      return scan;
    }),
  );
  const set = {
    name: source.name,
    train: scans.slice(0, source.train.length),
    validation: scans.slice(source.train.length),
    test: [],
  };
  const training = { set, vae: config.vae };
  for (const [k, method] of methods.entries()) {
    const share = (part: number): number => 0.2 + (0.8 * (k + part)) / methods.length;
    const make = await method.learn(training, {
      random: randomSource(config.seed).fork(method.name),
      progress: (done, total, note) => progress(share(done / total), note),
      signal,
      cache,
    });
    signal?.throwIfAborted();
    progress(share(1), method.name);
    makers.set(methodKey(method), { method, make });
  }
  return makers;
}

async function subjectRun(
  subject: AugmentationSubject,
  config: AugmentationConfig,
  makers: Awaited<ReturnType<typeof learnAll>>,
  keys: readonly string[],
  added: readonly string[],
  pool: AugmentationPool,
  signal?: AbortSignal,
): Promise<[key: string, kept: Kept][]> {
  const { subsets: sizes, draws, groundTruths, seed } = config;
  const design = { subsets: sizes, draws, groundTruths, seed };
  const cut = await pool.run("testSubject", { subject, design }, signal);
  const references = cut.references.map(({ groundTruth, draw, average }): AugmentationEstimate => ({
    method: AUGMENTATION_MEASURED.full,
    n: groundTruth,
    groundTruth,
    draw,
    difference: spectraDifference(average),
  }));
  const compared =
    config.reference === "truth"
      ? references.map((one) => ({ ...one, difference: truthOf(subject, cut) }))
      : references;
  const result: [string, Kept][] = [];
  for (const key of keys) {
    const maker = makers.get(key);
    const estimates = maker
      ? await methodEstimates(subject, config, cut, maker)
      : subsetEstimates(cut, config.groundTruths);
    const wanted = maker ? estimates : [...estimates, ...references];
    const measured = await pool.run(
      "measureSubject",
      { estimates: wanted, references: compared, truth: cut.truth },
      signal,
    );
    measured.push(...metricsMeasure(wanted, compared, added));
    if (!maker && cut.truth) measured.push(...truthMeasure(cut.truth));
    const rows = measured.map((row): AugmentationRow => ({
      subject: subject.id,
      site: cut.site ?? "",
      ...row,
      draw: row.draw ?? null,
    }));
    const spectra = spectraKept(wanted, config);
    if (!maker && cut.truth) spectra.push(...truthKept(cut.truth));
    result.push([key, { rows, spectra }]);
  }
  return result;
}

function truthOf({ id }: AugmentationSubject, { truth }: AugmentationTestSubject): SpectrumStack {
  if (truth !== undefined) return truth;
  throw new InputError({ key: "reference", value: `the truth of ${id}`, expected: "simulated subjects" });
}

function subsetEstimates(
  { subsets }: AugmentationTestSubject,
  groundTruths: readonly number[],
): AugmentationEstimate[] {
  return subsets.flatMap(({ n, draw, stack }) => {
    const difference = spectraDifference(spectraAverage(stackToSpectra(stack)));
    return groundTruths
      .filter((groundTruth) => groundTruth >= n)
      .map((groundTruth) => ({ method: AUGMENTATION_MEASURED.subset, n, groundTruth, draw, difference }));
  });
}

async function methodEstimates(
  { id }: AugmentationSubject,
  { groundTruths, seed }: AugmentationConfig,
  cut: AugmentationTestSubject,
  { method, make }: { method: AugmentationMethod; make: AugmentationMaker },
): Promise<AugmentationEstimate[]> {
  const random = randomSource(seed).fork(`${id} ${method.name}`);
  const most = Math.max(...groundTruths);
  const { least = 1 } = method;
  const subsets = cut.subsets.filter(({ n }) => n >= least);
  // A subset that is the full scan has nothing to be filled up with.
  const asked = subsets.filter(({ n }) => method.makes === "average" || n < most);
  const wishes = asked.map(({ n, draw, stack }) => ({
    stack,
    count: most - n,
    random: random.fork(`${n} ${draw}`),
  }));
  const made = wishes.length > 0 ? await make(wishes) : [];
  return subsets.flatMap((subset) => {
    const { n, draw, stack } = subset;
    const k = asked.indexOf(subset);
    const wanted = groundTruths.filter((groundTruth) => groundTruth >= n);
    if (method.makes === "average") {
      const difference = wholeAxis(spectraDifference(spectraAverage(made[k])), stack.shape[1]);
      return wanted.map((groundTruth) => ({ method: method.name, n, groundTruth, draw, difference }));
    }
    const measured = spectraDifference(spectraAverage(stackToSpectra(stack)));
    return wanted.map((groundTruth) => {
      if (groundTruth === n) return { method: method.name, n, groundTruth, draw, difference: measured };
      const synthetic = spectraDifference(spectraAverage(made[k], groundTruth - n));
      const whole = wholeAxis(synthetic, stack.shape[1]);
      const share = n / groundTruth;
      const mixed = (a: Float32Array, b: Float32Array): Float32Array =>
        a.map((value, i) => share * value + (1 - share) * b[i]);
      const difference = { ...measured, re: mixed(measured.re, whole.re), im: mixed(measured.im, whole.im) };
      return { method: method.name, n, groundTruth, draw, difference };
    });
  });
}

/** On the scan's whole axis, zero where nothing was made. */
function wholeAxis(spectra: SpectrumStack, points: number): SpectrumStack {
  return spectra.shape[1] === points ? spectra : spectraEmbed(spectra);
}

function spectraKept(
  estimates: readonly AugmentationEstimate[],
  config: AugmentationConfig,
): Kept["spectra"] {
  const n = Math.min(...config.subsets);
  const groundTruth = Math.min(...config.groundTruths);
  return estimates
    .filter(
      (one) => one.draw === 0 && one.groundTruth === groundTruth && (one.n === n || one.n === groundTruth),
    )
    .map(({ method, n, difference }) => ({ method, n, ...shownPart(difference) }));
}

function truthKept(truth: SpectrumStack): Kept["spectra"] {
  return [{ method: AUGMENTATION_MEASURED.truth, n: 0, ...shownPart(truth) }];
}

/** Five digits are more than a figure shows. */
function shownPart({ re, ppm }: SpectrumStack): { ppm: number[]; values: number[] } {
  const [first, last] = ppmWindow(ppm, ...SHOWN);
  return {
    ppm: Array.from(ppm.subarray(first, last), (value) => Number(value.toFixed(4))),
    values: Array.from(re.subarray(first, last), (value) => Number(value.toPrecision(5))),
  };
}

/** Runs a task for every item, so many at once. */
async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
