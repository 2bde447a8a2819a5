/**
 * The filter did what a proxy does not allow or the test did not expect. It passes through the module as an
 * exception and ends the test; a filter never sees it as a status.
 */
export class HostError extends Error {
  override name = 'HostError';
}
