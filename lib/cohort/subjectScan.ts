import type { RandomSource } from "../signal/index.js";

/** A pair of numbers from `data/cohort.json`. */
type Pair = [number, number];

/** The `scan` part of `data/cohort.json`; units are stated there. */
export interface ScanSpread {
  driftPerMinute: { median: number; logSd: number; limits: Pair };
  wander: { sd: Pair; time: Pair };
  respiration: { amplitude: Pair; frequency: Pair };
  phasePerHz: Pair;
  phaseJitter: Pair;
  amplitudeJitter: Pair;
  broadening: Pair;
}

/** What moves from transient to transient. */
export interface ScanCourse {
  /** Hz */
  frequency: number[];
  /** rad */
  phase: number[];
  amplitude: number[];
  /** Hz */
  broadening: number[];
}

/**
 * The course of one scan: linear drift, a slow wander (AR(1)) and respiration move the frequency, the phase
 * follows it and jitters, the amplitude jitters, lines broaden towards the end.
 *
 * @param times - s, of each transient.
 */
export function subjectScan(spread: ScanSpread, times: readonly number[], random: RandomSource): ScanCourse {
  const between = ([low, high]: Pair): number => low + (high - low) * random.uniform();
  const around = ([mean, sd]: Pair): number => mean + sd * random.normal();
  const { median, logSd, limits } = spread.driftPerMinute;
  const speed = median * Math.exp(logSd * random.normal());
  const drift = Math.min(limits[1], Math.max(limits[0], speed)) * (random.uniform() < 0.5 ? -1 : 1);
  const wanderSd = between(spread.wander.sd);
  const wanderTime = between(spread.wander.time);
  const breath = Math.abs(around(spread.respiration.amplitude));
  const breathRate = around(spread.respiration.frequency);
  const breathStart = 2 * Math.PI * random.uniform();
  const phasePerHz = (between(spread.phasePerHz) * Math.PI) / 180;
  const phaseJitter = (between(spread.phaseJitter) * Math.PI) / 180;
  const amplitudeJitter = between(spread.amplitudeJitter);
  const broadeningAtEnd = between(spread.broadening);
  const course: ScanCourse = { frequency: [], phase: [], amplitude: [], broadening: [] };
  const duration = Math.max(times[times.length - 1], 1e-9);
  let wander = wanderSd * random.normal();
  times.forEach((time, k) => {
    if (k > 0) {
      const memory = Math.exp(-(time - times[k - 1]) / wanderTime);
      wander = memory * wander + wanderSd * Math.sqrt(1 - memory * memory) * random.normal();
    }
    const breathing = breath * Math.sin(2 * Math.PI * breathRate * time + breathStart);
    const frequency = (drift * time) / 60 + wander + breathing;
    course.frequency.push(frequency);
    course.phase.push(phasePerHz * frequency + phaseJitter * random.normal());
    course.amplitude.push(1 + amplitudeJitter * random.normal());
    course.broadening.push((broadeningAtEnd * time) / duration);
  });
  return course;
}
