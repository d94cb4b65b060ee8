/**
 * Set when the notebook's cell that called is interrupted; `undefined` outside the project's kernel, which keeps it
 * (tools/kernel). A cell that was given up keeps its own: it is not that of the cell which runs after it.
 */
export function cellSignal(): AbortSignal | undefined {
  const ask = (globalThis as Record<symbol, unknown>)[Symbol.for("mrs-synth.cellSignal")];
  return typeof ask === "function" ? (ask() as AbortSignal | undefined) : undefined;
}
