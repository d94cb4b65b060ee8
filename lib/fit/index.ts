export * from "./fitOptions.js";
export * from "./fitResult.js";
export * from "./spectrumFit.js";
