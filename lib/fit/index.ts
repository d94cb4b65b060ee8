export * from "./editedFit.js";
export * from "./fitOptions.js";
export * from "./fitResult.js";
export * from "./fitSum.js";
export { notFittedText } from "./notFittedText.js";
export * from "./presetsCompare.js";
export * from "./spectraFit.js";
export * from "./spectrumFit.js";
