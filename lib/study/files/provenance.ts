import { libraryVersion } from "../../signal/index.js";

/**
 * What made an output: the library and its version, and whatever settings and inputs are given. It holds no
 * date, so that the same settings and seed give the same bytes.
 */
export function provenance<T extends object>(made: T): { tool: "mrs-synth"; version: string } & T {
  return { tool: "mrs-synth", version: libraryVersion(), ...made };
}
