/**
 * A panel's title as a layer: at the same height in all panels of a row, whatever their axes' labels reach to, and flush
 * with the axis.
 */
export function panelTitle(text: string): object {
  return {
    data: { values: [{}] },
    mark: {
      type: "text",
      text,
      align: "left",
      baseline: "bottom",
      fontWeight: "bold",
      fontSize: 10.5,
      dy: -7,
    },
    encoding: { x: { value: 0 }, y: { value: 0 } },
  };
}
