import { describe, expect, test } from "vitest";
import { complexAdjoint } from "../../lib/spin/complexAdjoint.js";
import { complexMultiply } from "../../lib/spin/complexMultiply.js";
import { pulseProfile, pulseSequence, spinSystem, spinTransitions } from "../../lib/spin/index.js";
import type { EditBand, PulseEvent } from "../../lib/spin/index.js";
import { pulsePropagator } from "../../lib/spin/pulsePropagator.js";
import { pulseSteps } from "../../lib/spin/pulseSteps.js";
import { rotationThroughSteps } from "../../lib/spin/rotationThroughSteps.js";
import { spinHamiltonian } from "../../lib/spin/spinHamiltonian.js";

const mega = pulseSequence("megaPress68");
const { edit } = mega.conditions.ON.find((event) => "edit" in event) as { edit: EditBand };
const { pulse } = edit;
if (pulse.shape !== "sincGauss") throw new Error("megaPress68 has shaped pulses");

describe("the editing pulse", () => {
  test("one spin under a constant field turns as Rabi's formula says", () => {
    const [w, time] = [300, 0.004];
    for (const offset of [0, 100, -450, 2000]) {
      const steps = { step: time / 10, strength: new Float64Array(10).fill(w) };
      const field = Math.hypot(w, offset);
      const inverted = (w / field) ** 2 * Math.sin((field * time) / 2) ** 2;
      const { mx, my, mz } = rotationThroughSteps(steps, offset);
      expect(mz).toBeCloseTo(1 - 2 * inverted, 12);
      expect(Math.hypot(mx, my, mz)).toBeCloseTo(1, 12);
    }
  });

  test("inverts on resonance, half at its bandwidth, and leaves the rest alone", () => {
    const { offset, mz, mxy } = pulseProfile(pulse, { range: 500, points: 10001 });
    const at = (hz: number): number => mz[offset.findIndex((value) => value >= hz - 1e-9)];
    expect(at(0)).toBeCloseTo(-1, 6);
    expect(at(pulse.bandwidth / 2)).toBeCloseTo(0, 6);
    // GABA's 3.01 ppm, 142 Hz from 1.9 ppm at 3 T, and beyond
    mz.forEach((value, k) => Math.abs(offset[k]) > 140 && expect(value).toBeGreaterThan(0.99));
    mz.forEach((value, k) => expect(value ** 2 + mxy[k] ** 2).toBeCloseTo(1, 10));
    mz.forEach((value, k) => expect(value).toBeCloseTo(mz[mz.length - 1 - k], 10));
  });

  test("inverts as FID-A's sampleEditPulse does at 20 ms", () => {
    // Mz of that pulse's 99 samples by the same Bloch simulation; full width at half maximum 60.66 Hz
    const fida = {
      10: -0.8606,
      20: -0.4915,
      25: -0.258,
      30: -0.0158,
      40: 0.4296,
      50: 0.7517,
      60: 0.9278,
      80: 0.9992,
    };
    const { offset, mz } = pulseProfile(pulse, { range: 100, points: 201 });
    for (const [hz, value] of Object.entries(fida)) {
      expect(Math.abs(mz[offset.indexOf(Number(hz))] - value), `${hz} Hz`).toBeLessThan(0.003);
    }
  });

  test("has the bandwidth asked for, and refuses one that its shape cannot have", () => {
    for (const bandwidth of [50, 80, 120]) {
      const { offset, mz } = pulseProfile({ ...pulse, bandwidth }, { range: 100, points: 20001 });
      expect(2 * -offset[mz.findIndex((value) => value < 0)], String(bandwidth)).toBeCloseTo(bandwidth, 1);
    }
    expect(() => pulseProfile({ ...pulse, bandwidth: 5 })).toThrow("pulse.bandwidth is 5; expected a width");
  });

  test("with two bands inverts at both", () => {
    const { offset, mz } = pulseProfile(pulse, { range: 250, points: 501, bandDistance: 340 });
    const at = (hz: number): number => mz[offset.indexOf(hz)];
    // each band lies in the other's wings
    expect(at(-170)).toBeLessThan(-0.98);
    expect(at(170)).toBeLessThan(-0.98);
    expect(at(0)).toBeGreaterThan(0.9);
  });

  test("between gradients takes from a singlet what the profile says, twice, and turns no phase", () => {
    for (const ppm of [1.9, 2.008, 2.15, 2.3, 2.6, 3.03]) {
      const { mz } = pulseProfile(pulse, { range: Math.abs(ppm - 1.9) * 127.75 || 1, points: 3 });
      const kept = ppm === 1.9 ? 0 : (1 + mz[2]) / 2;
      const at = { spectrometerFrequency: 127.75, referencePpm: 4.68 };
      const { re, im } = spinTransitions(
        { shifts: [ppm], couplings: [], protons: 1 },
        mega.conditions.ON,
        at,
      );
      expect(re[0] ?? 0, `${ppm} ppm`).toBeCloseTo(kept ** 2, 6);
      expect(im[0] ?? 0, `${ppm} ppm`).toBeCloseTo(0, 6);
    }
  });

  test("does not depend on the frame it is computed in, alone in an echo either", () => {
    const part = spinSystem("GSH").parts.find(({ shifts }) => shifts.includes(2.9264))!;
    // two editing pulses would hide a wrong phase of one: the echo between them inverts it
    const alone: PulseEvent[] = [
      { delay: 0.04 },
      { refocus: true },
      { delay: 0.02 },
      { edit },
      { delay: 0.02 },
    ];
    for (const events of [alone, mega.conditions.ON]) {
      const [a, b] = [4.68, 1].map((referencePpm) =>
        spinTransitions(part, events, { spectrometerFrequency: 127.75, referencePpm }),
      );
      a.re.forEach((value, k) => {
        expect(value).toBeCloseTo(b.re[k], 6);
        expect(a.im[k]).toBeCloseTo(b.im[k], 6);
      });
    }
  });
});

describe("its propagator through a coupled part", () => {
  const part = spinSystem("Glu").parts[0];
  const through = (ppm: number, steps?: number, bandDistance = 0) =>
    pulsePropagator(spinHamiltonian(part, ppm, 127.75), pulseSteps(pulse, bandDistance, steps));

  test("is unitary", () => {
    const u = through(1.9);
    const one = complexMultiply(u, complexAdjoint(u));
    one.re.forEach((value, k) => expect(value).toBeCloseTo(k % (one.size + 1) === 0 ? 1 : 0, 7));
    one.im.forEach((value) => expect(value).toBeCloseTo(0, 7));
  });

  test("has converged: four times the steps change no element by more than 1e-6 in ON, 2e-6 in OFF", () => {
    for (const [ppm, tolerance, bandDistance] of [
      [1.9, 1e-6, 0],
      [7.46, 2e-6, 0],
      [3.23, 1e-6, 340],
    ]) {
      const [usual, finer] = [undefined, 1024].map((steps) => through(ppm, steps, bandDistance));
      const error = usual.re.reduce(
        (worst, value, k) => Math.max(worst, Math.hypot(value - finer.re[k], usual.im[k] - finer.im[k])),
        0,
      );
      expect(error, `${ppm} ppm`).toBeLessThan(tolerance);
    }
  });

  test("an editing pulse so weak that it does nothing leaves the echo as it was", () => {
    // far from all protons
    const away = (events: PulseEvent[]): PulseEvent[] =>
      events.map((event) => ("edit" in event ? { edit: { ...event.edit, ppm: -60 } } : event));
    const without: PulseEvent[] = [];
    for (const event of mega.conditions.ON) {
      const last = without.at(-1);
      if ("edit" in event) continue;
      if ("delay" in event && last && "delay" in last)
        without[without.length - 1] = { delay: last.delay + event.delay };
      else without.push(event);
    }
    const at = { spectrometerFrequency: 127.75, referencePpm: 4.68 };
    const [a, b] = [away(mega.conditions.ON), without].map((events) => spinTransitions(part, events, at));
    expect(a.re.length).toBe(b.re.length);
    a.re.forEach((value, k) => expect(Math.hypot(value - b.re[k], a.im[k] - b.im[k])).toBeLessThan(1e-3));
  });
});
