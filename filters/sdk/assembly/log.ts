/**
 * Logging. Ask `logs(level)` before putting a line together, so that none is built for a level that is off.
 */
import { LogLevel, proxy_get_log_level, proxy_log, Status } from './abi';
import { lengthOf, pointerOf, View } from './view';

const level: usize = heap.alloc(4);

/** Whether the host writes lines of this level. One host call. */
export function logs(wanted: i32): bool {
  return proxy_get_log_level(level) != Status.Ok || wanted >= load<i32>(level);
}

export function log(wanted: i32, message: View): void {
  proxy_log(wanted, pointerOf(message), lengthOf(message));
}

export function logError(message: View): void {
  log(LogLevel.Error, message);
}
