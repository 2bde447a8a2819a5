import { Delaunay } from 'd3-delaunay';
import type { Sharp } from 'sharp';
import { fromSvg, type Size } from '../canvas.js';
import { css, gradient } from '../colour.js';
import { noiseFrom } from '../noise.js';
import type { Random } from '../random.js';

/** A window of coloured glass: Voronoi's cells, evened out by Lloyd's relaxation, with light from behind. */
export function glass(size: Size, random: Random, colours: { lead: string; panes: string[] }): Sharp {
  const { width, height } = size;
  const noise = noiseFrom(random);
  const colourOf = gradient(colours.panes);
  const voronoi = relaxed(size, random, 420);
  const lead = width / 210;
  const panes = [...voronoi.cellPolygons()].map((cell) => {
    const x = cell.reduce((sum, [cx]) => sum + cx, 0) / cell.length / width;
    const y = cell.reduce((sum, [, cy]) => sum + cy, 0) / cell.length / height;
    const far = Math.hypot(x - 0.5, (y - 0.5) * (height / width)) * 1.7;
    const fill = css(colourOf(far + (noise(x * 7, y * 7) - 0.5) * 0.55));
    const path = cell.map(([cx, cy]) => `${cx.toFixed(1)},${cy.toFixed(1)}`).join(' ');
    return `<polygon points="${path}" fill="${fill}"/>`;
  });
  return fromSvg(size, [
    `<defs><radialGradient id="light"><stop offset="0" stop-color="#fff" stop-opacity="0.42"/>
     <stop offset="0.5" stop-color="#fff" stop-opacity="0.06"/><stop offset="1" stop-opacity="0.42"/></radialGradient></defs>`,
    `<g stroke="${colours.lead}" stroke-width="${lead}" stroke-linejoin="round">${panes.join('')}</g>`,
    `<rect width="${width}" height="${height}" fill="url(#light)"/>`,
  ]);
}

function relaxed({ width, height }: Size, random: Random, count: number) {
  const points = new Float64Array(count * 2).map((_, i) => random() * (i % 2 === 0 ? width : height));
  const delaunay = new Delaunay(points);
  const voronoi = delaunay.voronoi([0, 0, width, height]);
  for (let round = 0; round < 3; round++) {
    for (const cell of voronoi.cellPolygons()) {
      // The last corner repeats the first.
      const corners = cell.slice(0, -1);
      points[cell.index * 2] = corners.reduce((sum, [x]) => sum + x, 0) / corners.length;
      points[cell.index * 2 + 1] = corners.reduce((sum, [, y]) => sum + y, 0) / corners.length;
    }
    voronoi.update();
  }
  return voronoi;
}
