import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { engineStart } from "./engineStart.js";

/** What computes, for a report and for the provenance of a model. */
export interface EngineInfo {
  /** `native` is TensorFlow, `plain` is tfjs in JavaScript. */
  backend: "native" | "plain";
  tfjsVersion: string;
  /** `undefined` on the plain engine. */
  tensorflowVersion?: string;
  /** Threads that one operation may use. */
  threads: number;
  /** Whether TensorFlow uses the oneDNN kernels; they and the thread count decide the last bits of a result. */
  oneDnn: boolean;
  gpu: boolean;
  nodeVersion: string;
  /** Why the native engine is not used, when it was wanted. */
  reason?: string;
}

/** What computes: starts the engine if that has not happened yet. */
export function engineInfo(): EngineInfo {
  const { backend, native, reason } = engineStart();
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS);
  return {
    backend,
    tfjsVersion: tf.version.tfjs,
    tensorflowVersion: native?.binding.TF_Version,
    threads: native === undefined ? 1 : threads > 0 ? threads : availableParallelism(),
    oneDnn: native !== undefined && process.env.TF_ENABLE_ONEDNN_OPTS !== "0",
    gpu: native?.binding.isUsingGpuDevice() ?? false,
    nodeVersion: process.version,
    reason,
  };
}
