import { instances, type PortName } from '../ports/table.js';
import type { Blueprint } from './blueprint.js';
import { consulPart } from './consul.js';
import { observerParts } from './observers.js';
import { servicePart } from './services.js';
import { edgePart, sidecarPart } from './sidecars.js';
import { postgresPart, valkeyPart } from './stores.js';
import type { Supervisable } from './supervisor.js';

/** In the order of a stop: whoever sends requests goes first. */
export const stages = ['edge', 'sidecar', 'service', 'consul', 'store'] as const;
export type Stage = (typeof stages)[number];

/** A process of the hub. */
export interface Part extends Supervisable {
  stage: Stage;
  /** Steps and parts that come before its start. */
  after: string[];
  /** Its main port. */
  port: PortName;
  /** Name of the program that its process runs in the end. */
  program: string;
}

/** All parts of a hub. */
export function hubParts(hub: Blueprint): Part[] {
  const running = instances.filter((instance) => hub.valkey || instance !== 'quota-2');
  return [
    postgresPart(hub),
    ...(hub.valkey ? [valkeyPart(hub)] : []),
    consulPart(hub),
    ...running.map((instance) => servicePart(hub, instance)),
    ...running.map((instance) => sidecarPart(hub, instance)),
    edgePart(hub),
    ...observerParts(hub),
  ];
}
