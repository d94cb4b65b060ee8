import * as tf from "@tensorflow/tfjs";
import { expect, it, vi } from "vitest";
import { engineInfo } from "../../lib/engine/engineInfo.js";
import { engineStart } from "../../lib/engine/engineStart.js";

vi.mock("node:module", () => ({
  createRequire: () => () => {
    throw new Error("The Node.js native addon module can not be found.\nadvice for another build system");
  },
}));

it("computes in plain JavaScript when TensorFlow cannot be loaded, with one warning that says what to do", () => {
  vi.stubEnv("MRS_ENGINE", "");
  expect(() => engineStart({ backend: "native" })).toThrow("cannot be loaded: The Node.js native addon");
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const warned = vi.spyOn(console, "warn").mockReturnValue();
  engineStart();
  engineStart();
  expect(tf.tensor1d([1, 2, 3]).sum().dataSync()[0]).toBe(6);
  const lines = written.mock.calls.map(([text]) => String(text));
  const warnings = warned.mock.calls.length;
  vi.restoreAllMocks();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^mrs-synth: [^\n]*npm run setup[^\n]*can not be found\.\n$/);
  // tfjs's own greeting on its first operation would advise another installation
  expect(warnings).toBe(0);
  expect(engineInfo()).toMatchObject({ backend: "plain", reason: expect.stringContaining("native addon") });
});
