import { createRequire } from "node:module";
import path from "node:path";

/** Outputs by MIME type. */
export type DisplayBundle = Record<string, unknown>;

/**
 * Puts a bundle into the notebook; with an `id`, later calls replace what the first one showed. `metadata` by MIME type:
 * pages take a picture's `alt` from it.
 */
export type KernelDisplay = (bundle: DisplayBundle, id?: string, metadata?: DisplayBundle) => void;

type WriteDisplayData = (
  message: { data: DisplayBundle; metadata: object; transient: { display_id?: string } },
  update: boolean,
) => void;

const JUPYTER_MODULE = path.join("tslab", "dist", "jupyter.js");
const shown = new Set<string>();

/**
 * The notebook's output, `undefined` outside a tslab kernel. tslab's public `display` sends one MIME type a call, so
 * this takes the writer that it keeps for itself, of the instance that is already running: nothing is loaded.
 */
export function kernelDisplay(): KernelDisplay | undefined {
  const { cache } = createRequire(import.meta.url);
  const file = Object.keys(cache).find((name) => name.endsWith(path.sep + JUPYTER_MODULE));
  const exports = file === undefined ? undefined : (cache[file]?.exports as Record<string, unknown>);
  const write = exports?.lastWriteDisplayData as WriteDisplayData | null | undefined;
  if (!write) return undefined;
  return (data, id, metadata = {}) => {
    const update = id !== undefined && shown.has(id);
    if (id !== undefined) shown.add(id);
    write({ data, metadata, transient: id === undefined ? {} : { display_id: id } }, update);
  };
}
