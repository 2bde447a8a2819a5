import { Navigate, Outlet, useLocation } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import { useSessionState } from '../session/use-session.js';
import { PageLoader } from './page-loader.js';

/** Pages that need an account: a visitor is sent to log in and comes back after. */
export function RequireUser() {
  const state = useSessionState();
  const { pathname } = useLocation();
  if (state.status === 'unknown') return <PageLoader />;
  if (state.status === 'anonymous') return <Navigate to={logInPath(pathname)} replace />;
  return <Outlet />;
}

/** Path of the log-in page that leads on to `next`. */
export function logInPath(next: string): string {
  return `${PAGES.logIn}?${new URLSearchParams({ next })}`;
}

/** Where to go after log-in: a path of this app, never another site. */
export function nextPath(search: URLSearchParams): string {
  const next = search.get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : PAGES.gallery;
}
