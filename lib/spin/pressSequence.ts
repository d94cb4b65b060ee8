import { InputError } from "../signal/index.js";
import type { PulseSequence } from "./pulseSequence.js";

export interface PressTimes {
  /** First echo: twice the time from excitation to the first refocusing pulse, s. */
  te1: number;
  /** Second echo: twice the time from the second refocusing pulse to the first sample, s. */
  te2: number;
  /** s. @default 2 */
  repetitionTime?: number;
  /** Hz, of the slice-selective refocusing pulses. @default every proton is refocused everywhere */
  bandwidth?: number;
}

/** PRESS with any two echo times: 90 - TE1/2 - 180 - (TE1 + TE2)/2 - 180 - TE2/2. Its one condition is `PRESS`. */
export function pressSequence({ te1, te2, repetitionTime = 2, bandwidth }: PressTimes): PulseSequence {
  for (const [key, value] of Object.entries({ te1, te2 })) {
    if (!(value >= 0 && value <= 2)) throw new InputError({ key, value, expected: "seconds in [0, 2]" });
  }
  const refocus = bandwidth === undefined ? true : { bandwidth };
  return {
    name: `press, TE1 ${te1} s, TE2 ${te2} s`,
    echoTime: te1 + te2,
    repetitionTime,
    conditions: {
      PRESS: [{ delay: te1 / 2 }, { refocus }, { delay: (te1 + te2) / 2 }, { refocus }, { delay: te2 / 2 }],
    },
  };
}
