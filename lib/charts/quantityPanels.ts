/** A score that is drawn against n (`scorePanel`). */
export interface Panel {
  metric: string;
  title: string;
  scale?: "linear" | "log";
  domain?: readonly [number, number];
  goal?: number;
}

/** What is kept of a quantity's differences between subjects. */
export const quantityPanels = (metric: string, name: string): Panel[] => [
  { metric: `${metric} r`, title: `${name}: r`, goal: 1 },
  { metric: `${metric} slope`, title: `${name}: slope`, goal: 1, domain: [0, 1.6] },
  { metric: `${metric} bias`, title: `${name}: bias (%)`, goal: 0 },
  { metric: `${metric} rmse`, title: `${name}: RMSE (%)`, scale: "log" },
];
