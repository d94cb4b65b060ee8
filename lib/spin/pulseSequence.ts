import { dataRead, InputError } from "../signal/index.js";
import type { EditBand, EditPulse } from "./editPulse.js";

/** One event after an ideal 90-degree excitation. */
export type PulseEvent =
  /** Time to the centre of the next pulse or to the first sample, from the centre of the last, s. */
  | { delay: number }
  /**
   * 180-degree pulse between crushers that pass what changes the sign of its coherence order: on all spins
   * alike, or slice-selective, with a box of `bandwidth` Hz (chemical-shift displacement).
   */
  | { refocus: true | { bandwidth: number } }
  /**
   * An editing pulse between gradients (or a phase cycle) that pass what keeps its coherence order: the
   * edited spins' own signal is gone, their partners' stays.
   */
  | { edit: EditBand };

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
export type PulseSequenceName =
  "megaPress68" | "megaPress68Isbi" | "megaPress68Ideal" | "hermes80" | "press35";

/** In the file all conditions share one list of events; its edits are `band` (key of each condition). */
interface SequenceFile {
  pulses: Record<string, EditPulse>;
  sequences: Record<
    string,
    {
      echoTime: number;
      repetitionTime: number;
      events: (Exclude<PulseEvent, { edit: EditBand }> | { edit: true })[];
      /** Pulse and ppm of each condition's edits. */
      conditions: Record<string, { pulse: string; ppm: number | [number, number] } | null>;
    }
  >;
}

/**
 * A sequence of `data/sequences.json`.
 *
 * @throws InputError when there is none of that name, or it names a pulse that is not there.
 */
export function pulseSequence(name: PulseSequenceName): PulseSequence {
  const file = "data/sequences.json";
  const { pulses, sequences } = dataRead<SequenceFile>("sequences.json");
  const found = sequences[name];
  if (found === undefined) {
    const expected = `one of ${Object.keys(sequences).join(", ")}`;
    throw new InputError({ file, key: "sequence", value: name, expected });
  }
  const { echoTime, repetitionTime, events } = found;
  const conditions = Object.entries(found.conditions).map(([condition, band]): [string, PulseEvent[]] => [
    condition,
    events.map((event): PulseEvent => {
      if (!("edit" in event)) return event;
      const pulse = band === null ? undefined : pulses[band.pulse];
      if (band === null || pulse === undefined) {
        const expected = `one of ${Object.keys(pulses).join(", ")}`;
        throw new InputError({ file, key: `${name}.${condition}.pulse`, value: band?.pulse, expected });
      }
      return { edit: { ppm: band.ppm, pulse } };
    }),
  ]);
  return { name, echoTime, repetitionTime, conditions: Object.fromEntries(conditions) };
}
