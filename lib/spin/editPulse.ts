/** An editing pulse, without its place in frequency and time. */
export type EditPulse =
  /** Inverts the spins within `bandwidth` / 2 of its frequency and no other, in no time: a stand-in. */
  | { shape: "ideal"; /** Hz. */ bandwidth: number }
  /** A sinc under a Gaussian, the usual shape of MEGA pulses. */
  | {
      shape: "sincGauss";
      /** s. */
      duration: number;
      /** Hz: full width at half maximum of the inversion, Mz = 0 at either side. */
      bandwidth: number;
      /** Height of the Gaussian at the pulse's ends, of 1 at its centre. */
      gaussianEnd: number;
    };

/** Where an editing pulse acts: one frequency, or two (a dual-band pulse, as HERMES plays it). */
export interface EditBand {
  /** ppm. */
  ppm: number | readonly [number, number];
  pulse: EditPulse;
}
