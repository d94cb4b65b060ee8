import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keptFolder, keptFresh, keptKey } from "../kept/index.js";
import type { BasisSet } from "./basisSet.js";
import { basisSimulate, BASIS_DEFAULTS } from "./basisSimulate.js";
import type { BasisSimulateOptions } from "./basisSimulate.js";
import type { PulseSequence } from "./pulseSequence.js";
import type { SpinSystem } from "./spinSystem.js";

export interface BasisCachedOptions extends BasisSimulateOptions {
  /** Folder of kept bases. @default `keptFolder("basis")` */
  cache?: string;
  /** Simulates even when a kept one is there, and keeps the new one. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
}

/** What a file begins with, one line of JSON; the samples follow as little-endian doubles. */
interface Head {
  bases: Omit<BasisSet, "re" | "im">[];
}

/**
 * `basisSimulate`, whose result is kept in a file named by the hash of all that it depends on: systems,
 * sequence, acquisition and the code of the simulation. A file that is cut short or of another form is
 * simulated anew; a folder that cannot be written costs the time, not the result.
 */
export function basisCached(
  systems: readonly SpinSystem[],
  sequence: PulseSequence,
  options: BasisCachedOptions = {},
): BasisSet[] {
  const { cache = keptFolder("basis"), fresh = keptFresh(), progress, ...rest } = options;
  const acquisition = { ...BASIS_DEFAULTS, ...rest };
  const settings = { systems, sequence, acquisition };
  const key = keptKey({ code: import.meta.url, settings }).slice(0, 32);
  const file = path.join(cache, `${key}.basis`);
  const kept = fresh ? undefined : read(file);
  if (kept !== undefined) return kept;
  const bases = basisSimulate(systems, sequence, { ...acquisition, progress });
  write(file, bases);
  return bases;
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
