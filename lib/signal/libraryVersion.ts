import { createRequire } from "node:module";

/** The version of this library. */
export function libraryVersion(): string {
  // By its own name, so that it is found from the sources and from the compiled files alike.
  const { version } = createRequire(import.meta.url)("mrs-synth/package.json") as { version: string };
  return version;
}
