/** Everything that a simulated subject's data were made from. Arrays run over the transients in their order. */
export interface SubjectTruth {
  subject: string;
  site: string;
  /** mM in the voxel, tissue-weighted, per metabolite. */
  concentrations: Record<string, number>;
  /** Fractions of the voxel; they sum to 1. */
  tissue: { greyMatter: number; whiteMatter: number; csf: number };
  /** Hz, full width at half maximum of the Gaussian part of every line. */
  gaussianWidth: number;
  /** Hz, full width at half maximum of each metabolite's Lorentzian part, 1 / (pi T2). */
  lorentzianWidths: Record<string, number>;
  /** Areas in proton mM at the sequence's TE, per macromolecule peak (`MM0.92`, …, and `MM3co`: difference only). */
  macromolecules: Record<string, number>;
  /** SD of the real and of the imaginary part of each sample of each FID. */
  noiseSd: number;
  /** Hz added to every transient's frequencies. */
  frequency: number[];
  /** rad */
  phase: number[];
  /** Factor on the metabolites. */
  amplitude: number[];
  /** Hz of additional Lorentzian width. */
  broadening: number[];
  /** Residual water, one entry a component: ppm, damping Hz (Lorentzian width), and complex amplitude per transient. */
  water: { ppm: number; damping: number; re: number[]; im: number[] }[];
}
