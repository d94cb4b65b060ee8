import { describe, expect, it } from "vitest";
import { vaxToFloat32 } from "../../lib/io/vaxToFloat32.js";
import { vaxBytes } from "./scanFiles.js";

describe("vaxToFloat32", () => {
  it("decodes the values of the VAX Architecture Reference Manual's F format", () => {
    // 1 is 0x4080 (exponent 129, fraction 0.1 binary), stored high word first; pi is 0x4149 0FDB, its IEEE
    // word 0x4049 0FDB with the exponent raised by two
    expect([...vaxToFloat32(Uint8Array.of(0x80, 0x40, 0, 0))]).toEqual([1]);
    expect([...vaxToFloat32(Uint8Array.of(0x80, 0xc0, 0, 0))]).toEqual([-1]);
    expect([...vaxToFloat32(Uint8Array.of(0x49, 0x41, 0xdb, 0x0f))]).toEqual([Math.fround(Math.PI)]);
    expect([...vaxToFloat32(Uint8Array.of(0, 0, 0, 0))]).toEqual([0]);
  });

  it("keeps every bit of floats over the whole range, the smallest and largest included", () => {
    const values = [
      2 ** -128,
      1.5 * 2 ** -128,
      2 ** -127,
      2 ** -126,
      1e-30,
      0.1,
      -7 / 3,
      123456.789,
      1e30,
    ].map(Math.fround);
    values.push((2 - 2 ** -23) * 2 ** 126, -((2 - 2 ** -23) * 2 ** 126));
    expect([...vaxToFloat32(Uint8Array.from(values.flatMap(vaxBytes)))]).toEqual(values);
  });

  it("gives NaN for the reserved operand and zero for any fraction under exponent 0", () => {
    expect([...vaxToFloat32(Uint8Array.of(0, 0x80, 0, 0, 0x3f, 0, 0xff, 0xff))]).toEqual([NaN, 0]);
  });
});
