import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { engineInfo } from "../../lib/engine/engineInfo.js";
import { engineStart } from "../../lib/engine/engineStart.js";

describe("engineStart", () => {
  it("starts once, with the threads of the first call", () => {
    const engine = engineStart({ threads: 1 });
    expect(engineStart()).toBe(engine);
    expect(engineStart({ threads: 1 })).toBe(engine);
    expect(() => engineStart({ threads: 2 })).toThrow("first call");
  });

  it.skipIf(engineStart({ threads: 1 }).native === undefined)(
    "speaks through the one tfjs of the tree",
    () => {
      expect(tf.getBackend()).toBe("tensorflow");
      const info = engineInfo();
      expect(info).toMatchObject({ backend: "native", threads: 1, oneDnn: true, tfjsVersion: "4.22.0" });
      expect(info.tensorflowVersion).toMatch(/^2\.\d+/);
      expect(tf.tensor1d([1, 2, 3]).sum().dataSync()[0]).toBe(6);
    },
  );
});
