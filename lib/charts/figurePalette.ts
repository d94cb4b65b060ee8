/**
 * The figures' colours: the hues that the paper uses, in shades of the Okabe-Ito and Tol sets that stay apart for
 * the common kinds of colour blindness. No figure tells things apart by colour alone.
 */
export const figurePalette = {
  measured: "#0072B2",
  reconstruction: "#E07A00",
  residual: "#1A1A1A",
  random: "#009E73",
  interpolation: "#CC3311",
  hybrid: "#0072B2",
  /** Measured spectra where a sampler is blue. */
  reference: "#4A4A4A",
  ink: "#222222",
  muted: "#666666",
  line: "#9A9A9A",
  faint: "#E4E4E4",
  /** Sites and other groups without an order. */
  groups: ["#0072B2", "#E07A00", "#009E73", "#AA4499", "#CC3311", "#56B4E9", "#8C6D1F", "#332288"],
} as const;
