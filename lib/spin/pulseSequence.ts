import { dataRead, InputError } from "../signal/index.js";

/** One event after an ideal 90-degree excitation. */
export type PulseEvent =
  /** Free precession, s. */
  | { delay: number }
  /** Ideal 180-degree pulse on all spins. */
  | { refocus: true }
  /**
   * Ideal 180-degree pulse on the spins within `bandwidth` / 2 of `ppm`, between gradients that keep
   * the coherences which it does not flip: the edited spins' own signal is gone, their partners' stays.
   */
  | { edit: { ppm: number; bandwidth: number } };

/** A pulse sequence as data: the events of each condition. */
export interface PulseSequence {
  name: string;
  /** s */
  echoTime: number;
  /** s */
  repetitionTime: number;
  /** For example `OFF` and `ON`. */
  conditions: Record<string, PulseEvent[]>;
}

/** Names of the sequences in `data/sequences.json`. */
export type PulseSequenceName = "megaPress68" | "press35";

/**
 * A sequence of `data/sequences.json`.
 *
 * @throws InputError when there is none of that name.
 */
export function pulseSequence(name: PulseSequenceName): PulseSequence {
  const file = dataRead<Record<string, Omit<PulseSequence, "name">>>("sequences.json");
  const found = file[name];
  if (found === undefined || found.conditions === undefined) {
    const expected = "megaPress68 or press35";
    throw new InputError({ file: "data/sequences.json", key: "sequence", value: name, expected });
  }
  return { name, ...found };
}
