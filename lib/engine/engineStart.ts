import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { engineMend } from "./engineMend.js";
import type { NativeBackend } from "./nativeBackend.js";

export interface EngineOptions {
  /**
   * `native` is TensorFlow itself, `plain` is tfjs in JavaScript (some ten to a hundred times slower).
   * The environment variable `MRS_ENGINE=plain` has the same effect.
   * @default native where it can be loaded, else plain with a warning
   */
  backend?: "native" | "plain";
  /**
   * Threads that one operation may use (`TF_NUM_INTRAOP_THREADS`). Results differ in their last bits
   * between thread counts, so it belongs to what makes a run repeatable.
   * @default as many as the machine has
   */
  threads?: number;
}

/** The tensor engine of this process. */
export interface Engine {
  readonly backend: "native" | "plain";
  /** The native back end; `undefined` on the plain engine. */
  readonly native: NativeBackend | undefined;
  /** Why the native back end is not there, when it was wanted. */
  readonly reason: string | undefined;
}

let started: { engine: Engine; options: EngineOptions } | undefined;

/**
 * Starts the tensor engine of this process and says what it is. TensorFlow reads its settings once, so
 * only the first call's options count; a later call may repeat or leave them out.
 *
 * @throws Error when `backend: "native"` is asked for and cannot be loaded, or when a later call asks
 * for something else than what was started.
 */
export function engineStart(options: EngineOptions = {}): Engine {
  if (started) {
    const { engine, options: first } = started;
    const other =
      (options.backend !== undefined && options.backend !== engine.backend) ||
      (options.threads !== undefined && options.threads !== first.threads);
    if (other) {
      throw new Error(
        `the engine has started already (${engine.backend}, threads ${first.threads ?? "not set"}): ` +
          `${JSON.stringify(options)} must be given to the first call`,
      );
    }
    return engine;
  }
  const { backend = process.env.MRS_ENGINE === "plain" ? "plain" : undefined, threads } = options;
  if (threads !== undefined) {
    if (!(Number.isInteger(threads) && threads > 0)) {
      throw new RangeError(`threads must be a positive whole number, got ${threads}`);
    }
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  }
  const engine = backend === "plain" ? startPlain() : startNative(backend === "native");
  started = { engine, options };
  const { native } = engine;
  const whole = native && { backend: native, binding: native.binding };
  // The notebook kernel calls it after it has cut off a cell (tools/kernel).
  Object.assign(globalThis, { [Symbol.for("mrs-synth.afterCut")]: () => engineMend(whole) });
  return engine;
}

function startNative(required: boolean): Engine {
  // Only errors: TensorFlow's notes on CPU features are no news to a spectroscopist.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // tfjs-node 4.22 calls two functions that Node 23 took away; to set them on Node 22 also silences its warnings.
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  try {
    createRequire(import.meta.url)("@tensorflow/tfjs-node-gpu");
  } catch (error) {
    // The first line that says something: the rest of the message is advice for another build system.
    const reason = (error instanceof Error ? error.message : String(error)).trim().split("\n")[0];
    if (required)
      throw new Error(`the native TensorFlow engine cannot be loaded: ${reason}`, { cause: error });
    process.stderr.write(
      "mrs-synth: TensorFlow is not set up, computing in plain JavaScript, which is very slow. " +
        `\`npm run setup\` sets it up (needs Python with venv and a C++ compiler). Reason: ${reason}\n`,
    );
    return startPlain(reason);
  }
  const native = tf.backend() as unknown as NativeBackend;
  if (native.binding === undefined) {
    throw new Error("two copies of @tensorflow/tfjs are installed: the native back end joined the other one");
  }
  return { backend: "native", native, reason: undefined };
}

function startPlain(reason?: string): Engine {
  // `setBackend` is done when it returns, but for its promise: the cpu back end starts synchronously.
  void tf.setBackend("cpu");
  // Its advice to install tfjs-node would contradict ours.
  Object.assign(tf.backend(), { firstUse: false });
  return { backend: "plain", native: undefined, reason };
}
