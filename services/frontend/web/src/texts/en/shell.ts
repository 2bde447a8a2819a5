import type { PlanName } from '../../api/types.js';
import { format } from './formats.js';

export const planNames = { personal: 'Personal', team: 'Team', enterprise: 'Enterprise' } satisfies Record<
  PlanName,
  string
>;

export const planPurposes = {
  personal: 'For one person and the odd picture.',
  team: 'For a site or a newsroom.',
  enterprise: 'For apps that serve pictures all day.',
} satisfies Record<PlanName, string>;

export const planUnit = (window: number) => (window === 60 ? 'pulls a minute' : `pulls in ${window} s`);

export const navigation = {
  main: 'Main',
  skip: 'Skip to content',
  home: 'Image Hub, gallery',
  gallery: 'Gallery',
  upload: 'Upload',
  reference: 'API',
  logIn: 'Log in',
  signUp: 'Sign up',
  accountOf: 'Account of',
  quota: (remaining: number) => `${format.number(remaining)} left`,
  toDark: 'Switch to dark colours',
  toLight: 'Switch to light colours',
};

export const exceeded = {
  title: (plan: PlanName | undefined) =>
    plan ? `That was all of your ${planNames[plan]} plan` : 'That was all',
  detail: 'The sidecar’s filter refused this request before the service saw it. Nothing is broken.',
  wait: (seconds: number) => (seconds > 0 ? `or wait ${seconds} s` : 'or go on: there is room again'),
  waitOnly: (seconds: number) => (seconds > 0 ? `Go on in ${seconds} s` : 'You can go on now'),
  upgrade: (plan: PlanName, limit: number) =>
    `Upgrade to ${planNames[plan]}: ${format.number(limit)} a minute`,
  upgraded: (plan: PlanName) => `You are on the ${planNames[plan]} plan now. Go on.`,
  compare: 'Compare plans',
};

export const notFound = {
  title: 'There is nothing here',
  detail: 'The address is wrong, or the picture is gone.',
  action: 'Back to the gallery',
};

export const errors = {
  retry: 'Try again',
  networkTitle: 'No answer',
  networkDetail: 'The hub cannot be reached. Check that it runs and that you are online.',
  statusTitle: (status: number) => `The hub answered with status ${status}`,
  statusDetail: (status: number) =>
    status >= 500 ? 'Something is wrong on its side. Try again shortly.' : 'The request was refused.',
  unexpectedTitle: 'Something went wrong',
  unexpectedDetail: 'The page met an error it did not expect. Load it again.',
};

export const common = {
  loading: 'Loading',
  close: 'Close',
  cancel: 'Cancel',
  showPassword: 'Show or hide the password',
};
