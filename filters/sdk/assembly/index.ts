/**
 * What most filters need. The rest is imported by its own path (`@imagehub/filter-sdk/assembly/visitor`), so
 * that a filter carries only what it uses.
 */
export * from './abi';
export * from './arena';
export * from './configuration';
export * from './contexts';
export * from './cookies';
export * from './hash';
export * from './host-calls';
export * from './json';
export * from './json-member';
export * from './log';
export * from './packed-map';
export * from './path';
export * from './shared-counts';
export * from './sliding-window';
export * from './view';
export * from './writer';
