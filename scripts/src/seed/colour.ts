import { mix } from './noise.js';

export type Rgb = readonly [red: number, green: number, blue: number];

/** Reads "#rrggbb". */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Writes a colour for SVG. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;
}

/** A colour from a row of colours; `t` in [0, 1] goes from the first to the last. */
export function gradient(colours: readonly string[]): (t: number) => Rgb {
  const stops = colours.map(rgb);
  return (t) => {
    const position = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
    const index = Math.min(Math.floor(position), stops.length - 2);
    const from = stops[index] as Rgb;
    const to = stops[index + 1] as Rgb;
    const part = position - index;
    return [mix(from[0], to[0], part), mix(from[1], to[1], part), mix(from[2], to[2], part)];
  };
}
