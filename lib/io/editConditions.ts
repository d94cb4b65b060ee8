import type { ScanDimension } from "../signal/index.js";

/** The list `EditCondition` of a dimension's header, bare or as a `Value` with its description; undefined without one. */
export function editConditions(header: ScanDimension["header"]): unknown[] | undefined {
  const given = Object.entries(header ?? {}).find(([key]) => key.toLowerCase() === "editcondition")?.[1];
  const conditions = Array.isArray(given) ? given : (given as { Value?: unknown } | undefined)?.Value;
  return Array.isArray(conditions) ? conditions : undefined;
}
