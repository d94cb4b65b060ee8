export type { LatentSample, LatentSet } from "./latentSet.js";
export { rowsConcat } from "./rowsConcat.js";
export { rowsJitter } from "./rowsJitter.js";
export { rowsSelect } from "./rowsSelect.js";
export { rowsToSpectra } from "./rowsToSpectra.js";
export { spectraEmbed } from "./spectraEmbed.js";
export { stackJitter } from "./stackJitter.js";
export { spectraToRows, type SpectraToRowsOptions } from "./spectraToRows.js";
export type { SpectrumRows } from "./spectrumRows.js";
export type { Vae } from "./vae.js";
export { type Activation, type Jitter, type VaeConfig, vaeDefaults } from "./vaeConfig.js";
export { vaeConfigCheck } from "./vaeConfigCheck.js";
export { vaeDecode, type VaeDecodeOptions } from "./vaeDecode.js";
export { vaeEncode } from "./vaeEncode.js";
export { vaeLoad } from "./vaeLoad.js";
export { vaeObjective } from "./vaeObjective.js";
export { vaeLayout, type VaeLayout } from "./vaeLayout.js";
export { vaeReconstruct } from "./vaeReconstruct.js";
export { vaeSave } from "./vaeSave.js";
export { vaeTrain, type VaeTrainOptions } from "./vaeTrain.js";
export { CVAE, type Cvae, type CvaeConfig, cvaeDefaults, type CvaeLabel, type LabelledRows } from "./cvae.js";
export { cvaeDecode } from "./cvaeDecode.js";
export { cvaeEncode } from "./cvaeEncode.js";
export { cvaeObjective } from "./cvaeObjective.js";
export { cvaeTrain } from "./cvaeTrain.js";
export type { Network, NetworkProvenance } from "./network.js";
export { networkApply, type NetworkApplyOptions } from "./networkApply.js";
export { networkLoad } from "./networkLoad.js";
export { networkSave } from "./networkSave.js";
export { networkTrain, type NetworkTrainOptions } from "./networkTrain.js";
export { covarianceObjective } from "./covarianceObjective.js";
export {
  COVARIANCE,
  type CovarianceConfig,
  covarianceDefaults,
  type CovarianceDesign,
  type CovarianceNet,
  type CovarianceRows,
} from "./covarianceNet.js";
export { covariancePredict } from "./covariancePredict.js";
export { covarianceTrain } from "./covarianceTrain.js";
export { recurrentApply, recurrentWeights } from "./recurrentStack.js";
export {
  Y_AUTOENCODER,
  type YAutoencoder,
  type YAutoencoderConfig,
  yAutoencoderDefaults,
  type YAutoencoderRows,
} from "./yAutoencoder.js";
export { yAutoencoderObjective, yAutoencoderScalars } from "./yAutoencoderObjective.js";
export { yAutoencoderPredict, type YAutoencoderPrediction } from "./yAutoencoderPredict.js";
export { yAutoencoderTrain, type YAutoencoderTrainOptions } from "./yAutoencoderTrain.js";
