import { between } from '../markdown/marks.js';
import { describeContainers } from './containers.js';
import { describeFilters } from './filters.js';
import { describeMesh } from './mesh.js';
import { describeRunner } from './runner.js';
import { describeServices } from './services.js';

/** The reference, in the checkout. */
export const pageFile = 'docs/configuration.md';

/**
 * The page with what stands between its marks made anew, from the schemas and the files of the mesh.
 * @throws {Failure} when it has lost a mark
 */
export async function renewed(page: string): Promise<string> {
  const parts = {
    services: await describeServices(),
    filters: await describeFilters(),
    runner: describeRunner(),
    containers: await describeContainers(),
    mesh: await describeMesh(),
  };
  return Object.entries(parts).reduce((text, [name, part]) => between(text, pageFile, name, part), page);
}
