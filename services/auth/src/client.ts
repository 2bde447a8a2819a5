import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { deviceTokenOf } from './plugins/cookies.js';

/** Who sends a request, as far as that can be known before a password. */
export interface Client {
  /** Where the edge saw the request come from; of an IPv6 address its /64. Undefined for a call past the edge. */
  address: string | undefined;
  /** Token of a device that somebody has logged in with. */
  device: string | undefined;
}

export function clientOf(request: FastifyRequest): Client {
  // The edge sets this header itself and drops what clients send under its name.
  const header = request.headers['x-imagehub-client-address'];
  return { address: subnetOf(header), device: deviceTokenOf(request) };
}

/** One line of the internet has a whole IPv6 /64 (RFC 6177): an address out of it is as good as any other. */
function subnetOf(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || !ipaddr.isValid(header)) return undefined;
  // An IPv4 address written as IPv6 comes back as what it is.
  const address = ipaddr.process(header);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const subnet = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${subnet.join(':')}::/64`;
}
