import type { LatentSample, LatentSet } from "../models/latentSet.js";
import type { RandomSource } from "../signal/randomSource.js";

/**
 * New points in latent space from the encoded transients of one condition: `count` of them, with the
 * scales that their spectra get. Edit-ON and edit-OFF are sampled apart: a mixture of both would be neither.
 */
export type Sampler = (subset: LatentSet, count: number, random: RandomSource) => LatentSample;
