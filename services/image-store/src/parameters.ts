import { Type } from '@fastify/type-provider-typebox';

/** Path parameter: any text is looked up, and what is no id is no picture's either. */
export const ImageId = Type.Object({
  id: Type.String({
    maxLength: 100,
    description: 'Id of a picture, a UUID',
    examples: ['0192f0c1-2f3a-7c4d-8e5f-0123456789ab'],
  }),
});
