export { coEditedPart } from "./coEditedPart.js";
export * from "./coordText.js";
export * from "./fittedSpectrum.js";
export * from "./quantifyConstants.js";
export * from "./quantitiesChosen.js";
export * from "./quantitiesTable.js";
export * from "./scanQuantify.js";
export * from "./waterAmplitude.js";
export * from "./waterScale.js";
