/** Spectra as an encoder sees them: a Gaussian in latent space each. */
export interface LatentSet {
  /** n x z. */
  mean: Float32Array;
  /** n x z: log of the variance. */
  logVar: Float32Array;
  /** n: what brings each spectrum back to its own units. */
  scale: Float32Array;
  /** n: the editing condition of each (`EDIT_OFF`, `EDIT_ON`); absent when unknown or not edited. */
  labels?: Uint8Array;
  /** [n, z]. */
  shape: readonly [number, number];
}

/** Points in latent space: what a decoder takes. */
export interface LatentSample {
  /** n x z. */
  z: Float32Array;
  /** n: what brings each spectrum to its own units. */
  scale: Float32Array;
  /** n, as in `LatentSet`. */
  labels?: Uint8Array;
  /** [n, z]. */
  shape: readonly [number, number];
}
