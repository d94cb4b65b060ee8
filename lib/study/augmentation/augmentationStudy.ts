import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { writeFileAtomic } from "../../io/index.js";
import { codeBeside, keptFolder, keptFresh, keptKey } from "../../kept/index.js";
import { differenceMetrics } from "../../metrics/index.js";
import { randomSource } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import type { AugmentationConfig } from "./augmentationConfig.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationMethods } from "./augmentationMethods.js";
import { augmentationPool } from "./augmentationPool.js";
import type { AugmentationPool } from "./augmentationPool.js";
import type { AugmentationRow } from "./augmentationRow.js";
import type { AugmentationSource, AugmentationSubject } from "./augmentationSource.js";
import { augmentationSubjectRun } from "./augmentationSubjectRun.js";
import type { LearnedMethod, SubjectKept } from "./augmentationSubjectRun.js";

export interface AugmentationStudyOptions {
  /** @default augmentationMethods() */
  methods?: readonly AugmentationMethod[];
  /** Worker threads; 0 for none. @default the processor's cores */
  workers?: number;
  /** Folder of kept rows. @default `keptFolder("augmentation")` */
  cache?: string;
  /** Folder of kept models, as in `studyModel`. */
  modelCache?: string;
  /** Compute again what is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  progress?: Progress;
  /** Stops between two subjects; those that are done are kept. */
  signal?: AbortSignal;
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
  const { methods = augmentationMethods(), fresh = keptFresh(), progress, signal } = options;
  const pool = augmentationPool(options.workers);
  try {
    signal?.throwIfAborted();
    const known = await pool.run("metricNames", undefined);
    // What a notebook has added is a function, which no other thread can be given. What it calls may have changed since
    // rows were kept, so they are made again.
    const added = Object.keys(differenceMetrics).filter((name) => !known.includes(name));
    const again = fresh || added.length > 0;
    const folder = rowsFolder(source, config, added, options.cache ?? keptFolder("augmentation"));
    const wanted = [MEASURED, ...methods.map(methodKey)];
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
      for (const [key, kept] of await augmentationSubjectRun(
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
          ...(JSON.parse(await readFile(fileOf(id, key), "utf8")) as SubjectKept),
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

/**
 * The name of a method's kept rows: other settings or other code, other rows. A method that does not name its module, as
 * one of a notebook, is known by its text.
 */
function methodKey({ name, settings, code, learn }: AugmentationMethod): string {
  const text = code === undefined ? String(learn) : undefined;
  return `${name} ${keptKey({ code: code ?? [], settings: { settings, text } }).slice(0, 16)}`;
}

/** The name of the rows that no method has made. */
const MEASURED = "measured";

/**
 * A folder for these settings and subjects, and for the code that simulates, prepares and measures them.
 *
 * @param added - metrics of a notebook, which are known by their text.
 */
function rowsFolder(
  { name, ...parts }: AugmentationSource,
  config: AugmentationConfig,
  added: readonly string[],
  cache: string,
): string {
  const subjects = Object.entries(parts).flatMap(([part, all]) => all.map((subject) => ({ part, subject })));
  const key = keptKey({
    code: codeBeside(import.meta.url, "augmentationSubjectRun", "augmentationWorker"),
    settings: {
      config,
      added: added.map((metric) => [metric, String(differenceMetrics[metric].measure)]),
      subjects: subjects.map(({ part, subject }) => ({ part, ...subject, stack: undefined })),
    },
    data: subjects.flatMap(({ subject }) => ("stack" in subject ? [subject.stack.re, subject.stack.im] : [])),
  });
  return path.join(cache, `${name}-${key.slice(0, 16)}`);
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
): Promise<Map<string, LearnedMethod>> {
  const makers = new Map<string, LearnedMethod>();
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
