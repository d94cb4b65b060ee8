export * from "./spectrumSingletFit.js";
export * from "./spectrumShiftEstimate.js";
export * from "./stackAlign.js";
export * from "./stackBandpass.js";
export * from "./stackClassify.js";
export * from "./stackEdit.js";
export * from "./stackReference.js";
