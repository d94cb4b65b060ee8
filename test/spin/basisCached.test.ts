import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { basisCached, basisSimulate, pulseSequence, spinSystem } from "../../lib/spin/index.js";

const home = mkdtempSync(path.join(tmpdir(), "mrs-basis-"));
afterAll(() => rmSync(home, { recursive: true }));

describe("a kept basis", () => {
  const systems = ["Cr", "Asp"].map(spinSystem);
  const sequence = pulseSequence("megaPress68");
  const acquisition = { points: 64 };
  let cache: string;
  beforeEach(() => (cache = mkdtempSync(path.join(home, "cache-"))));
  const get = (options = {}) => basisCached(systems, sequence, { ...acquisition, cache, ...options });
  const file = (): string => path.join(cache, readdirSync(cache)[0]);

  test("is the simulated one, to the bit, the first time and the second", () => {
    const simulated = basisSimulate(systems, sequence, acquisition);
    expect(get()).toEqual(simulated);
    expect(readdirSync(cache)).toHaveLength(1);
    expect(get()).toEqual(simulated);
  });

  test("is what the file holds: it is not simulated again, unless asked for", () => {
    const [first] = get();
    const bytes = readFileSync(file());
    bytes.writeDoubleLE(123, bytes.indexOf(10) + 1);
    writeFileSync(file(), bytes);
    expect(get()[0].re[0]).toBe(123);
    expect(get({ fresh: true })[0].re[0]).toBe(first.re[0]);
    expect(get()[0].re[0]).toBe(first.re[0]);
  });

  test("tells how far it is while it is made, and nothing when it is there", () => {
    const told: string[] = [];
    const progress = (done: number, total: number, note?: string): unknown =>
      told.push(`${done}/${total} ${note}`);
    get({ progress });
    get({ progress });
    expect(told).toEqual(["1/4 Cr OFF", "2/4 Asp OFF", "3/4 Cr ON", "4/4 Asp ON"]);
  });

  test("is another one for other systems, sequences and acquisitions", () => {
    get();
    get({ points: 32 });
    basisCached(systems.slice(1), sequence, { ...acquisition, cache });
    basisCached(systems, { ...sequence, echoTime: 0.07 }, { ...acquisition, cache });
    expect(readdirSync(cache)).toHaveLength(4);
  });

  test("that is cut short is simulated anew, and an unwritable folder costs nothing but time", () => {
    const simulated = get();
    truncateSync(file(), 200);
    expect(get()).toEqual(simulated);
    writeFileSync(path.join(cache, "taken"), "");
    expect(get({ cache: path.join(cache, "taken", "basis") })).toEqual(simulated);
  });

  test("lies under $MRS_CACHE", () => {
    const before = process.env.MRS_CACHE;
    process.env.MRS_CACHE = cache;
    basisCached(systems, sequence, acquisition);
    expect(readdirSync(path.join(cache, "basis"))).toHaveLength(1);
    if (before === undefined) delete process.env.MRS_CACHE;
    else process.env.MRS_CACHE = before;
  });
});
