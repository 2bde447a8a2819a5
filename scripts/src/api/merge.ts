import { type OpenApiDocument, share, sorted } from '@imagehub/common';

/** What the merged document says of itself. */
type Frame = Pick<OpenApiDocument, 'info' | 'servers'>;

/**
 * One OpenAPI document of several services. Paths come in the order of the services, and components in that of their
 * names, so equal services make an equal document.
 *
 * @throws Error when two services answer the same address or use one name for two things.
 */
export function merge(frame: Frame, documents: OpenApiDocument[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  const schemas: Record<string, unknown> = {};
  const responses: Record<string, unknown> = {};
  const securitySchemes: Record<string, unknown> = {};
  for (const document of documents) {
    const { components } = document;
    for (const [path, operations] of Object.entries(sorted(document.paths))) share(paths, path, operations);
    shareAll(schemas, components.schemas);
    shareAll(responses, components.responses);
    shareAll(securitySchemes, components.securitySchemes);
  }
  return {
    openapi: '3.1.0',
    ...frame,
    tags: documents.flatMap(({ tags = [] }) => tags),
    paths,
    components: {
      schemas: sorted(schemas),
      responses: sorted(responses) as NonNullable<OpenApiDocument['components']['responses']>,
      securitySchemes: sorted(securitySchemes),
    },
  };
}

function shareAll(known: Record<string, unknown>, components: Record<string, unknown> = {}): void {
  for (const [name, component] of Object.entries(components)) share(known, name, component);
}
