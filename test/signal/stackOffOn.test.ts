import { describe, expect, it } from "vitest";
import { fidStack, stackOffOn } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

const stack = (rows: number[], parts: Partial<FidStack> = {}): FidStack =>
  fidStack({
    re: Float32Array.from(rows.flatMap((value) => [value, value / 2])),
    im: new Float32Array(rows.length * 2),
    shape: [rows.length, 2],
    dwellTime: 5e-4,
    spectrometerFrequency: 127.7,
    referencePpm: 4.68,
    ...parts,
  });

describe("stackOffOn", () => {
  it("puts OFF before ON, with labels from where they came", () => {
    const joined = stackOffOn(stack([1, 2, 3]), stack([4, 5]));
    expect([...joined.re]).toEqual([1, 0.5, 2, 1, 3, 1.5, 4, 2, 5, 2.5]);
    expect([...joined.labels!]).toEqual([0, 0, 0, 1, 1]);
    expect(joined.dimensions).toEqual([{ tag: "DIM_DYN", size: 5 }]);
    expect(fidStack(joined)).toEqual(joined);
  });

  it("keeps dimensions that are alike, coils too", () => {
    const dimensions = [
      { tag: "DIM_COIL", size: 2 },
      { tag: "DIM_DYN", size: 1 },
    ];
    const joined = stackOffOn(stack([1, 2], { dimensions }), stack([3, 4], { dimensions }));
    expect(joined.dimensions!.map(({ tag, size }) => [tag, size])).toEqual([
      ["DIM_EDIT", 2],
      ["DIM_COIL", 2],
      ["DIM_DYN", 1],
    ]);
    const more = stack([1, 2, 3, 4], {
      dimensions: [
        { tag: "DIM_COIL", size: 2 },
        { tag: "DIM_DYN", size: 2 },
      ],
    });
    expect(() => stackOffOn(stack([1, 2], { dimensions }), more)).toThrow(
      /dimensions is DIM_COIL 2 x DIM_DYN 2/,
    );
  });

  it("refuses what does not belong together, by file, key, value and what was expected", () => {
    const names = { off: "off.nii", on: "on.nii" };
    const wrong: [Partial<FidStack>, RegExp][] = [
      [{ dwellTime: 4e-4 }, /on\.nii: dwellTime is 0\.0004; expected 0\.0005, as in off\.nii/],
      [{ spectrometerFrequency: 123.2 }, /on\.nii: spectrometerFrequency is 123\.2; expected 127\.7/],
      [{ nucleus: "31P" }, /nucleus is 31P; expected 1H/],
      [{ echoTime: 0.08 }, /echoTime is 0\.08; expected 0\.068/],
      [{ labels: Uint8Array.of(0, 0) }, /on\.nii: editing condition is OFF; expected ON/],
    ];
    for (const [parts, message] of wrong) {
      expect(() => stackOffOn(stack([1], { echoTime: 0.068 }), stack([1, 2], parts), names)).toThrow(message);
    }
    const long = fidStack({ ...stack([1]), re: new Float32Array(4), im: new Float32Array(4), shape: [1, 4] });
    expect(() => stackOffOn(stack([1]), long, names)).toThrow(/on\.nii: points is 4; expected 2/);
    // The frequency is set anew for each scan, and what one header lacks the other tells
    const near = stack([1], { spectrometerFrequency: 127.7002, echoTime: 0.068 });
    expect(stackOffOn(stack([1]), near)).toMatchObject({ spectrometerFrequency: 127.7, echoTime: 0.068 });
  });
});
