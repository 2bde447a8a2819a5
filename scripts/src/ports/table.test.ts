import { describe, expect, test } from 'vitest';
import { choosePorts, instances, type PortSource, portNames, variableOf } from './table.js';

const nothingTaken: PortSource = { env: {}, isFree: async () => true, holderOf: async () => undefined };

describe('the ports of a hub', () => {
  test('are 8080 and 8500 for people, and one of its own for everything else, below the ephemeral ones', async () => {
    const { edge, consul, ...others } = await choosePorts(nothingTaken);
    expect({ edge, consul }).toEqual({ edge: 8080, consul: 8500 });
    const ports = Object.values(others);
    expect(new Set(ports).size).toBe(portNames.length - 2);
    expect(ports.every((port) => port >= 20_000 && port < 30_000)).toBe(true);
  });

  test('can each be set by a variable', async () => {
    const env = Object.fromEntries(portNames.map((name, i) => [variableOf(name), String(40_000 + i)]));
    const ports = await choosePorts({ ...nothingTaken, env });
    expect(portNames.map((name) => ports[name])).toEqual(portNames.map((_, i) => 40_000 + i));
  });

  test('have variables that name part and use', () => {
    expect(variableOf('edge')).toBe('IMAGEHUB_EDGE_PORT');
    expect(variableOf('consul-grpc')).toBe('IMAGEHUB_CONSUL_GRPC_PORT');
    expect(variableOf('image-store-v1-auth')).toBe('IMAGEHUB_IMAGE_STORE_V1_AUTH_PORT');
  });

  test('stay the same from run to run as long as they are free', async () => {
    const previous = await choosePorts(nothingTaken);
    const isFree = async (port: number) => port !== previous.auth;
    const ports = await choosePorts({ ...nothingTaken, previous, isFree });
    expect(ports.auth).not.toBe(previous.auth);
    expect({ ...ports, auth: 0 }).toEqual({ ...previous, auth: 0 });
  });

  test('never meet one that was set by hand', async () => {
    const previous = await choosePorts(nothingTaken);
    const env = { IMAGEHUB_EDGE_PORT: String(previous.postgres) };
    const ports = await choosePorts({ ...nothingTaken, previous, env });
    expect(ports.edge).toBe(previous.postgres);
    expect(new Set(Object.values(ports)).size).toBe(portNames.length);
  });

  test('a taken one is refused on one line that names the port, the process and the way out', async () => {
    const source = {
      ...nothingTaken,
      isFree: async (port: number) => port !== 8080,
      holderOf: async () => ({ pid: 4711, name: 'nginx' }),
    };
    await expect(choosePorts(source)).rejects.toThrow(
      /^Port 8080 \(edge\) is taken by process 4711 \(nginx\)\. End it, or choose another port: IMAGEHUB_EDGE_PORT=8081 npm start$/,
    );
  });

  test.each(['http', '0', '65536', '80.5', '-1'])('%s is refused', async (value) => {
    await expect(choosePorts({ ...nothingTaken, env: { IMAGEHUB_AUTH_PORT: value } })).rejects.toThrow(
      `IMAGEHUB_AUTH_PORT=${value} is no port`,
    );
  });

  test('one that is given twice is refused', async () => {
    const env = { IMAGEHUB_AUTH_PORT: '31000', IMAGEHUB_POSTGRES_PORT: '31000' };
    await expect(choosePorts({ ...nothingTaken, env })).rejects.toThrow(/31000 is asked for twice/);
  });

  test('are six for each instance of a service', () => {
    for (const instance of instances) {
      const suffixes = ['', '-sidecar', '-admin', '-metrics', '-ready', '-service-metrics'];
      const own = suffixes.map((suffix) => `${instance}${suffix}`);
      expect(portNames).toEqual(expect.arrayContaining(own));
    }
  });
});
