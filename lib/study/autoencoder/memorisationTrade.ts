import { mean } from "simple-statistics";
import type { VaeConfig } from "../../models/index.js";
import { noiseWhite } from "../../noise/index.js";
import { dataRead } from "../../signal/index.js";
import type { Progress, RandomSource } from "../../signal/index.js";
import { studyModel } from "../trained/studyModel.js";
import type { StudySet } from "../set/studySet.js";
import type { StudySize } from "../set/studySettings.js";
import { memorisationStudy } from "./memorisationStudy.js";
import { reconstructionStudy } from "./reconstructionStudy.js";

/** Models that are compared, and what all of them have that differs from the model's defaults. */
export interface MemorisationTradeSettings {
  models: { name: string; vae: Partial<VaeConfig> }[];
  vae: Partial<VaeConfig>;
}

/** One model: how well its training subjects are told from others, and what is left of test transients. */
export interface MemorisationTradeRow {
  model: string;
  /** Areas under the curve of the attacks of `memorisationStudy`. */
  [attack: `AUC, ${string}`]: number;
  /** Residual of test subjects' reconstructions over their noise, 0.5 to 4.0 ppm: 1 is noise alone. */
  "residual over noise": number;
  /** The same around water, where the model sees it. */
  "residual over noise, water": number | null;
}

export interface MemorisationTradeOptions extends MemorisationTradeSettings {
  random: RandomSource;
  /** Folder of kept models, as in `studyModel`. */
  cache?: string;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Settings of the comparison (`data/study.json`). @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function memorisationTradeSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): MemorisationTradeSettings {
  return dataRead<{ memorisation: Record<StudySize, MemorisationTradeSettings> }>("study.json").memorisation[
    size
  ];
}

/**
 * What less memorisation costs. A stronger prior (a larger beta) leaves less room for what is a training subject's own,
 * and for what is a test subject's own as well; jitter of frequency, phase and width shows a training subject anew in
 * every epoch, so that there is less to be remembered. All models are trained alike but for this.
 */
export async function memorisationTrade(
  set: StudySet,
  { models, vae: shared, random, cache, progress, signal }: MemorisationTradeOptions,
): Promise<MemorisationTradeRow[]> {
  const rows: MemorisationTradeRow[] = [];
  for (const [k, { name, vae }] of models.entries()) {
    const told: Progress = (done, total, note) => progress?.(k + done / total, models.length, note ?? name);
    const model = await studyModel(set, { ...shared, ...vae }, { cache, progress: told, signal });
    signal?.throwIfAborted();
    const { attacks } = await memorisationStudy(model, set, {
      noise: noiseWhite(model),
      subset: 4,
      count: 4,
      method: "random",
      random: random.fork(name),
      signal,
    });
    const { numbers } = reconstructionStudy(model, set.test);
    const water = numbers.flatMap(({ waterResidualToNoise }) => waterResidualToNoise ?? []);
    rows.push({
      model: name,
      ...Object.fromEntries(attacks.map(({ attack, value }) => [`AUC, ${attack}` as const, value])),
      "residual over noise": mean(numbers.map(({ residualToNoise }) => residualToNoise)),
      "residual over noise, water": water.length > 0 ? mean(water) : null,
    });
  }
  return rows;
}
