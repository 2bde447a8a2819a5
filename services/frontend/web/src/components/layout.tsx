import {
  ActionIcon,
  Button,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconMoon, IconPhoto, IconSun, IconUpload } from '@tabler/icons-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Link, NavLink, useLocation, useNavigationType } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import markUrl from '../favicon.svg';
import { useSession, useSessionState, useStore } from '../session/use-session.js';
import { texts } from '../texts.js';
import { ErrorBoundary } from './error-boundary.js';
import classes from './layout.module.css';
import { PlanBadge } from './plan-badge.js';

export function Layout({ children }: { children: ReactNode }) {
  const { status } = useSessionState();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useFreshStartOnNavigation(main);
  return (
    <>
      <a className={classes.skip} href="#main">
        {texts.navigation.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar} data-visitor={status}>
          <Link to={PAGES.gallery} className={classes.brand} aria-label={texts.navigation.home}>
            <img src={markUrl} alt="" />
            <span>{texts.product}</span>
          </Link>
          <nav aria-label={texts.navigation.main} className={classes.navigation}>
            <NavLink to={PAGES.gallery} end className={classes.link}>
              <IconPhoto size={18} className={classes.icon} aria-hidden />
              {texts.navigation.gallery}
            </NavLink>
            <NavLink to={PAGES.upload} className={classes.link} data-needs-account>
              <IconUpload size={18} className={classes.icon} aria-hidden />
              {texts.navigation.upload}
            </NavLink>
          </nav>
          <div className={classes.spacer} />
          <ColorSchemeToggle />
          <Visitor />
        </div>
      </header>
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        <ErrorBoundary key={pathname}>{children}</ErrorBoundary>
      </main>
    </>
  );
}

function Visitor() {
  const session = useSession();
  const state = useSessionState();
  const quota = useStore(session.quota);
  if (state.status === 'unknown') return null;
  if (state.status === 'anonymous') {
    return (
      <>
        <NavLink to={PAGES.logIn} className={classes.link}>
          {texts.navigation.logIn}
        </NavLink>
        <Button component={Link} to={PAGES.signUp} size="compact-md" px="sm">
          {texts.navigation.signUp}
        </Button>
      </>
    );
  }
  const { name, plan } = state.user;
  return (
    <Link to={PAGES.account} className={classes.account}>
      <span className={classes.name}>
        <VisuallyHidden>{texts.navigation.accountOf}</VisuallyHidden> {name}
      </span>
      {quota && <span className={classes.quota}>{texts.navigation.quota(quota.remaining)}</span>}
      <PlanBadge plan={plan} />
    </Link>
  );
}

function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      mr="xs"
      aria-label={dark ? texts.navigation.toLight : texts.navigation.toDark}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <IconSun size={20} aria-hidden /> : <IconMoon size={20} aria-hidden />}
    </ActionIcon>
  );
}

/** A new page starts with the focus on its content and, unless it is gone back to, at its top, as a page load would. */
function useFreshStartOnNavigation(main: RefObject<HTMLElement | null>) {
  const { pathname } = useLocation();
  const isBack = useNavigationType() === 'POP';
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    if (!isBack) window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname, isBack, main]);
}
