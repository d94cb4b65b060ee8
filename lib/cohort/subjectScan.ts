import type { RandomSource } from "../signal/index.js";
import type { CohortEffect } from "./cohortEffects.js";
import type { CohortSettings, Pair } from "./cohortSettings.js";

/** What one effect does to each transient; what it leaves alone is absent. */
export interface EffectCourse {
  /** Hz */
  frequency?: number[];
  /** rad */
  phase?: number[];
  /** A factor. */
  amplitude?: number[];
  /** Hz of Lorentzian width. */
  broadening?: number[];
}

/** A subject's movement. */
export interface MotionEvent {
  /** The transient it falls on. */
  transient: number;
  /** Hz and rad on that transient. */
  frequency: number;
  phase: number;
  /** Factor on its signal and Hz of broadening; 1 and 0 when the event does not disrupt it. */
  amplitude: number;
  broadening: number;
  /** Hz that stay for the rest of the scan. */
  left: number;
}

/** Effects that move transients. */
export const MOVING_EFFECTS = [
  "drift",
  "respiration",
  "steps",
  "phase",
  "amplitude",
  "broadening",
  "motion",
  "subtraction",
] as const satisfies readonly CohortEffect[];
export type MovingEffect = (typeof MOVING_EFFECTS)[number];

/** What moves from transient to transient, effect by effect. */
export interface SubjectScan {
  courses: Record<MovingEffect, EffectCourse>;
  motion: MotionEvent[];
}

const RADIAN = Math.PI / 180;

/**
 * Draws what every effect does over a scan, each from its own stream. Where the frequency moves, the phase follows it.
 *
 * @param times - s, of each transient.
 * @param on - whether each transient is ON, which subtraction sets apart.
 */
export function subjectScan(
  { effects, phasePerHzRange }: CohortSettings,
  times: readonly number[],
  on: readonly boolean[],
  random: RandomSource,
): SubjectScan {
  const perHz = between(phasePerHzRange, random.fork("phase per Hz")) * RADIAN;
  const moved = (frequency: number[]): EffectCourse => ({
    frequency,
    phase: frequency.map((value) => perHz * value),
  });
  const duration = times[times.length - 1];
  const motion = motionDraw(effects.motion, times, random.fork("motion"));
  const jitter = (range: Pair, unit: number, own: RandomSource): number[] => {
    const sd = between(range, own) * unit;
    return times.map(() => sd * own.normal());
  };
  const broadeningAtEnd = between(effects.broadening.atEndRange, random.fork("broadening"));
  const gap = random.fork("subtraction");
  const onGap = (sd: number): number => sd * gap.normal();
  const onAmplitude = onGap(effects.subtraction.amplitude);
  const onFrequency = onGap(effects.subtraction.frequency);
  const onPhase = onGap(effects.subtraction.phase) * RADIAN;
  return {
    motion,
    courses: {
      drift: moved(drift(effects.drift, times, random.fork("drift"))),
      respiration: moved(respiration(effects.respiration, times, random.fork("respiration"))),
      steps: moved(steps(effects.steps, times, random.fork("steps"))),
      phase: { phase: jitter(effects.phase.jitterRange, RADIAN, random.fork("phase")) },
      amplitude: {
        amplitude: jitter(effects.amplitude.jitterRange, 1, random.fork("amplitude")).map((v) => 1 + v),
      },
      broadening: {
        broadening: times.map((time) => (duration > 0 ? (broadeningAtEnd * time) / duration : 0)),
      },
      motion: motionCourse(motion, times.length),
      subtraction: {
        amplitude: on.map((edited) => (edited ? 1 + onAmplitude : 1)),
        frequency: on.map((edited) => (edited ? onFrequency : 0)),
        phase: on.map((edited) => (edited ? onPhase : 0)),
      },
    },
  };
}

function between([low, high]: Pair, random: RandomSource): number {
  return low + (high - low) * random.uniform();
}

function around([mean, sd]: Pair, random: RandomSource): number {
  return mean + sd * random.normal();
}

/** A linear drift of either sign and a slow wander (AR(1)) around it, Hz. */
function drift(
  { perMinute, wanderSdRange, wanderTimeRange }: CohortSettings["effects"]["drift"],
  times: readonly number[],
  random: RandomSource,
): number[] {
  const speed = perMinute.median * Math.exp(perMinute.logSd * random.normal());
  const [low, high] = perMinute.limits;
  const slope = Math.min(high, Math.max(low, speed)) * (random.uniform() < 0.5 ? -1 : 1);
  const sd = between(wanderSdRange, random);
  const memoryTime = between(wanderTimeRange, random);
  let wander = sd * random.normal();
  return times.map((time, k) => {
    if (k > 0) {
      const memory = Math.exp(-(time - times[k - 1]) / memoryTime);
      wander = memory * wander + sd * Math.sqrt(1 - memory * memory) * random.normal();
    }
    return (slope * time) / 60 + wander;
  });
}

function respiration(
  spread: CohortSettings["effects"]["respiration"],
  times: readonly number[],
  random: RandomSource,
): number[] {
  const amplitude = Math.abs(around(spread.amplitude, random));
  const rate = around(spread.frequency, random);
  const start = 2 * Math.PI * random.uniform();
  return times.map((time) => amplitude * Math.sin(2 * Math.PI * rate * time + start));
}

/** Sudden lasting changes of the frequency, Hz. */
function steps(
  { perMinute, size }: CohortSettings["effects"]["steps"],
  times: readonly number[],
  random: RandomSource,
): number[] {
  let sum = 0;
  return times.map((time, k) => {
    const chance = k > 0 ? (perMinute * (time - times[k - 1])) / 60 : 0;
    const jump = size * random.normal();
    if (random.uniform() < chance) sum += jump;
    return sum;
  });
}

/** Each transient has the same numbers drawn whether it moves or not. */
function motionDraw(
  spread: CohortSettings["effects"]["motion"],
  times: readonly number[],
  random: RandomSource,
): MotionEvent[] {
  const rate = between(spread.perMinuteRange, random) / 60;
  return times.flatMap((time, transient) => {
    const happens = random.uniform() < (transient > 0 ? rate * (time - times[transient - 1]) : 0);
    const event = {
      transient,
      frequency: spread.frequency * random.normal(),
      phase: spread.phase * RADIAN * random.normal(),
    };
    const disruptive = random.uniform() < spread.disruptive;
    const loss = between(spread.lossRange, random);
    const broadening = between(spread.broadeningRange, random);
    const stays = random.uniform() < spread.lasting;
    const left = spread.left * random.normal();
    if (!happens) return [];
    return [
      {
        ...event,
        amplitude: disruptive ? 1 - loss : 1,
        broadening: disruptive ? broadening : 0,
        left: stays ? left : 0,
      },
    ];
  });
}

function motionCourse(events: readonly MotionEvent[], count: number): EffectCourse {
  const frequency = Array<number>(count).fill(0);
  const phase = Array<number>(count).fill(0);
  const amplitude = Array<number>(count).fill(1);
  const broadening = Array<number>(count).fill(0);
  for (const event of events) {
    const { transient } = event;
    for (let i = transient + 1; i < count; i++) frequency[i] += event.left;
    frequency[transient] += event.frequency;
    phase[transient] += event.phase;
    amplitude[transient] = event.amplitude;
    broadening[transient] = event.broadening;
  }
  return { frequency, phase, amplitude, broadening };
}
