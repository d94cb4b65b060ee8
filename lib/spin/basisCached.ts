import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { libraryVersion } from "../signal/index.js";
import type { BasisSet } from "./basisSet.js";
import { basisSimulate, BASIS_DEFAULTS } from "./basisSimulate.js";
import type { BasisSimulateOptions } from "./basisSimulate.js";
import type { PulseSequence } from "./pulseSequence.js";
import type { SpinSystem } from "./spinSystem.js";

export interface BasisCachedOptions extends BasisSimulateOptions {
  /** Folder of kept bases. @default `$MRS_CACHE/basis`, or `.cache/basis` of the nearest project */
  cache?: string;
  /** Simulates even when a kept one is there, and keeps the new one. @default false */
  fresh?: boolean;
}

/** To be raised when the simulation or this file's form changes: the cache's key holds it. */
const SIMULATION = 2;

/** What a file begins with, one line of JSON; the samples follow as little-endian doubles. */
interface Head {
  bases: Omit<BasisSet, "re" | "im">[];
}

/**
 * `basisSimulate`, whose result is kept in a file named by the hash of all that it depends on: systems,
 * sequence, acquisition and the library's version. A file that is cut short or of another form is
 * simulated anew; a folder that cannot be written costs the time, not the result.
 */
export function basisCached(
  systems: readonly SpinSystem[],
  sequence: PulseSequence,
  options: BasisCachedOptions = {},
): BasisSet[] {
  const { cache = cacheFolder(), fresh = false, progress, ...rest } = options;
  const acquisition = { ...BASIS_DEFAULTS, ...rest };
  const key = createHash("sha256")
    .update(JSON.stringify([SIMULATION, libraryVersion(), systems, sequence, acquisition]))
    .digest("hex")
    .slice(0, 32);
  const file = path.join(cache, `${key}.basis`);
  const kept = fresh ? undefined : read(file);
  if (kept !== undefined) return kept;
  const bases = basisSimulate(systems, sequence, { ...acquisition, progress });
  write(file, bases);
  return bases;
}

function cacheFolder(): string {
  if (process.env.MRS_CACHE) return path.join(process.env.MRS_CACHE, "basis");
  const start = process.cwd();
  let folder = start;
  while (!existsSync(path.join(folder, "package.json"))) {
    const above = path.dirname(folder);
    if (above === folder) return path.join(start, ".cache", "basis");
    folder = above;
  }
  return path.join(folder, ".cache", "basis");
}

function read(file: string): BasisSet[] | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(10);
    const { bases } = JSON.parse(bytes.subarray(0, end).toString("utf8")) as Head;
    // a copy begins on a multiple of 8, as doubles must
    const samples = new Float64Array(Uint8Array.from(bytes.subarray(end + 1)).buffer);
    const sizes = bases.map(({ shape: [rows, points] }) => rows * points);
    if (samples.length !== 2 * sizes.reduce((a, b) => a + b, 0)) return undefined;
    let at = 0;
    const take = (size: number): Float64Array => samples.slice(at, (at += size));
    return bases.map((basis, n) => ({ ...basis, re: take(sizes[n]), im: take(sizes[n]) }));
  } catch {
    return undefined;
  }
}

function write(file: string, bases: readonly BasisSet[]): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const head: Head = { bases: bases.map(({ re: _re, im: _im, ...basis }) => basis) };
    const samples = bases.flatMap(({ re, im }) => [re, im]);
    writeFileSync(
      temporary,
      Buffer.concat([
        Buffer.from(`${JSON.stringify(head)}\n`),
        ...samples.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
      ]),
    );
    renameSync(temporary, file);
  } catch {
    if (existsSync(temporary)) rmSync(temporary);
  }
}
