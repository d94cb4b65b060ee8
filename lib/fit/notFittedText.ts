import type { FitLeftOut } from "./fitResult.js";

/** What of a basis was not fitted, in one line: `Cho (GPC and PCh instead), H2O, Ref0ppm (no metabolite)`. */
export function notFittedText(left: readonly FitLeftOut[]): string {
  const reasons = [...new Set(left.map(({ why }) => why))];
  const of = (reason: string): string[] => left.filter(({ why }) => why === reason).map(({ name }) => name);
  return reasons.map((reason) => `${of(reason).join(", ")} (${reason})`).join("; ");
}
