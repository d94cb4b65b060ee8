import type { CohortConfig } from "./cohortConfig.js";
import type { CohortVendorName } from "./cohortVendor.js";

/** Where a subject of a cohort stands in it. */
export interface CohortPlace {
  index: number;
  /** `sub-001`, … */
  id: string;
  siteIndex: number;
  /** `S01`, … */
  site: string;
  vendor: CohortVendorName;
}

/** The subjects of a cohort, site by site, before any of them is simulated. */
export function cohortPlan(config: CohortConfig): CohortPlace[] {
  const { sites, subjectsPerSite, vendors = ["philips"] } = config;
  return Array.from({ length: sites * subjectsPerSite }, (_, index) => {
    const siteIndex = Math.floor(index / subjectsPerSite);
    return {
      index,
      id: `sub-${String(index + 1).padStart(3, "0")}`,
      siteIndex,
      site: `S${String(siteIndex + 1).padStart(2, "0")}`,
      vendor: vendors[siteIndex % vendors.length],
    };
  });
}
