/**
 * How likely a variant makes somebody pull. Invented, and different, so that reading the experiments finds something:
 * nothing about the variants themselves follows from it.
 */
const rates: Record<string, Record<string, number>> = {
  gallery: { grid: 0.15, masonry: 0.3 },
  renditions: { stored: 0.7, negotiated: 0.9 },
};

/** Whoever takes part in no experiment of a name is as likely to go on as this. */
const usual: Record<string, number> = { gallery: 0.2, renditions: 1 };

/**
 * Whether a variant convinces somebody.
 * @param reluctance of this person, 0 to 1
 */
export function convinces(experiment: string, variant: string | undefined, reluctance: number): boolean {
  const rate = rates[experiment]?.[variant ?? ''] ?? usual[experiment] ?? 1;
  return reluctance < rate;
}
