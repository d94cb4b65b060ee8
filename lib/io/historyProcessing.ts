/** One entry of `ProcessingApplied` of the NIfTI-MRS standard. */
export interface ProcessingStep {
  Program: string;
  /** A keyword of Near et al., NMR Biomed 2021 (doi 10.1002/nbm.4257), where one fits. */
  Method: string;
  Details: string;
}

const PROGRAM = "mrs-synth";

/** The keyword of Near et al. for the first word of a history line. */
const METHODS: Readonly<Record<string, string>> = {
  align: "Frequency and phase correction",
  apodize: "Apodization",
  average: "Signal averaging",
  coils: "RF coil combination",
  phase: "Phasing",
  "zero-fill": "Zero-filling",
};

/** A stack's history as `ProcessingApplied`; the times are left out, so that equal stacks give equal files. */
export function historyToProcessing(history: readonly string[]): ProcessingStep[] {
  return history.map((line) => {
    const word = line.split(":", 1)[0];
    return { Program: PROGRAM, Method: METHODS[word] ?? word, Details: line };
  });
}

/** History lines from `ProcessingApplied`: our own come back word by word, others' in one line each. */
export function historyFromProcessing(processing: unknown): string[] {
  if (!Array.isArray(processing)) return [];
  return (processing as unknown[]).map((step) => {
    const { Program, Method, Details } = Object(step) as Partial<Record<keyof ProcessingStep, unknown>>;
    if (Program === PROGRAM && typeof Details === "string") return Details;
    const told = [Program, Details].filter((part) => typeof part === "string").join(", ");
    return `${typeof Method === "string" ? Method : "processing"}${told && `: ${told}`}`;
  });
}
