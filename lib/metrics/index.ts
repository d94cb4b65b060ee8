export * from "./spectrumLinewidth.js";
export * from "./spectrumSnr.js";
