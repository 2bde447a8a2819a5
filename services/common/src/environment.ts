import { type Static, type TObject, Type } from '@fastify/type-provider-typebox';
import envSchema from 'env-schema';

/** What every service reads from its environment; each adds its own variables by `Type.Interface` or a spread. */
export const baseEnvironment = {
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, description: 'Port to listen on; 0 takes a free one' }),
  LOG_LEVEL: Type.String({
    default: 'info',
    pattern: '^(fatal|error|warn|info|debug|trace|silent)$',
    description: 'Least level of what is logged',
  }),
  SERVICE_VERSION: Type.String({
    default: 'v1',
    pattern: '^[a-z0-9]{1,20}$',
    description: 'Consul subset; in logs and in x-imagehub-served-by',
  }),
  SERVICE_TIER: Type.String({
    default: 'standard',
    pattern: '^(standard|performance)$',
    description: 'Class of service that the instance is there for; in logs and in x-imagehub-served-by',
  }),
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^(https?://.+)?$',
      description: 'Where Zipkin takes spans, as http://127.0.0.1:9411/api/v2/spans; empty for no tracing',
    }),
  ),
};

const BaseEnvironment = Type.Object(baseEnvironment);
export type BaseEnvironment = Static<typeof BaseEnvironment>;

/**
 * Reads a service's environment by its JSON Schema; defaults are filled in and numbers and booleans converted.
 *
 * @throws Error whose one-line message names each variable that is missing or wrong, never its value.
 */
export function loadEnvironment<T extends TObject>(
  schema: T,
  data: NodeJS.ProcessEnv = process.env,
): Static<T> {
  try {
    return envSchema({ schema, env: false, data: { ...data } }) as Static<T>;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`The environment is refused: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  }
}
