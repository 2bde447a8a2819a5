import type { PlanName } from '../../api/types.js';
import { format } from './formats.js';
import { planNames } from './shell.js';

export const signUp = {
  title: 'Sign up',
  lead: 'A name, a password and a plan. No e-mail.',
  name: 'Name',
  password: 'Password',
  passwordHint: 'At least 8 characters',
  plan: 'Plan',
  submit: 'Create account',
  other: 'Have an account?',
  noName: 'Choose a name.',
  shortPassword: 'Use at least 8 characters.',
};

export const logIn = {
  title: 'Log in',
  lead: 'To pull, to like and to upload.',
  name: 'Name',
  password: 'Password',
  submit: 'Log in',
  other: 'New here?',
  required: 'Needed.',
  throttledTitle: 'Too many wrong passwords',
  throttledDetail: 'To keep guessers out, the hub takes no more from here for a while. No account is locked.',
  throttled: (seconds: number) =>
    seconds > 0 ? `Try again in ${format.countdown(seconds)}` : 'You can try again now',
};

export const account = {
  title: 'Account',
  admin: 'Administrator',
  logOut: 'Log out',
  quotaTitle: 'Quota',
  quotaUnknown: 'The meter fills with your next pull: it shows what the answer’s RateLimit fields say.',
  quotaLeft: (remaining: number, limit: number | undefined) =>
    limit === undefined
      ? `${format.count(remaining, { one: 'pull', other: 'pulls' })} left`
      : `${format.number(remaining)} of ${format.number(limit)} pulls left`,
  quotaOf: (limit: number) => `of ${format.number(limit)} left`,
  quotaMeter: 'Pulls left',
  resets: (seconds: number) => `More in ${seconds} s`,
  reset: 'The window has moved on',
  historyTitle: 'The last minute',
  historyLead: 'Requests of this tab that your plan decided on',
  history: (admitted: number, refused: number) =>
    `${format.number(admitted)} admitted, ${format.number(refused)} refused`,
  historyAgo: '60 s ago',
  historyNow: 'now',
  plansTitle: 'Plans',
  plansLead: 'A change counts from your next request. Downgrades too.',
  yourPlan: 'Your plan',
  upgrade: (plan: PlanName) => `Upgrade to ${planNames[plan]}`,
  downgrade: (plan: PlanName) => `Downgrade to ${planNames[plan]}`,
  changed: (plan: PlanName) => `You are on the ${planNames[plan]} plan now.`,
  safetyTitle: 'Log-ins and data',
  everywhereTitle: 'Log out everywhere',
  everywhereDetail: 'Ends every log-in of this account, on all devices, this one included.',
  deleteTitle: 'Delete this account',
  deleteDetail: 'Your account and all your pictures go for good. Nobody can bring them back.',
  deleteOpen: 'Delete account…',
  deletePassword: 'Your password',
  deleteConfirm: 'Delete account and pictures',
  deleteNeedsPassword: 'Give your password to confirm.',
  keep: 'Keep it',
};
