import type { components } from './schema.js';

type Schemas = components['schemas'];

export type Image = Schemas['Image'];
export type ImageChange = Schemas['ImageChange'];
export type PlanName = Schemas['Plan'];
export type User = Schemas['User'];
/** What auth answers to sign-up, log-in, refresh and plan change. */
export type Grant = Pick<Schemas['Session'], 'user' | 'token'>;
