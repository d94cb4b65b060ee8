export { arraysPack, arraysUnpack, type ArraysIndex } from "./arraysPack.js";
export type { BestEpoch, Checkpoint, EpochRecord } from "./checkpoint.js";
export { checkpointLoad } from "./checkpointLoad.js";
export { checkpointSave } from "./checkpointSave.js";
export { cosineSchedule } from "./cosineSchedule.js";
export { engineInfo, type EngineInfo } from "./engineInfo.js";
export { engineStart, type Engine, type EngineOptions } from "./engineStart.js";
export type { NativeBackend, NativeBinding, NativeTensor, OpAttribute } from "./nativeBackend.js";
export type {
  Losses,
  NamedArrays,
  Objective,
  ObjectiveTensors,
  WeightArray,
  WeightArrays,
} from "./objective.js";
export { stepCompile, type StepCompileOptions } from "./stepCompile.js";
export { train, type TrainOptions, type TrainResult, type TrainingRows } from "./train.js";
export type { Batch, TrainingState, TrainingStep } from "./trainingStep.js";
