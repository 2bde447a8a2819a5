/** An Envoy beside an instance, as Consul's catalog knows it. */
export interface Sidecar {
  /** The instance that it stands beside. */
  id: string;
  address: string;
  /** Where it tells its configuration. Undefined where its registration names no such port. */
  port: number | undefined;
  /** Whether Consul's checks find the instance fit. */
  fit: boolean;
}

/** How a filter fares at one sidecar. */
export interface SidecarState {
  sidecar: string;
  /**
   * active: it runs these rules; refused: it does not take them, and runs those of before; behind: it runs others;
   * unreachable: it does not tell; down: neither does Consul find it fit, so it serves nobody.
   */
  state: 'active' | 'refused' | 'behind' | 'unreachable' | 'down';
  /** File name of the module that it runs now. */
  module: string | null;
  /** Why it refuses, or cannot be asked. */
  message: string | null;
}
