import {
  ActionIcon,
  Button,
  useComputedColorScheme,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconMoon, IconPhoto, IconSun, IconUpload } from '@tabler/icons-react';
import { type ReactNode, Suspense, useRef } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { PAGES } from '../../../src/pages.js';
import markUrl from '../favicon.svg';
import { PlaneBar } from '../plane/plane-bar.js';
import { QuotaPill } from '../quota/quota-pill.js';
import { useSessionState } from '../session/use-session.js';
import { texts } from '../texts.js';
import { ErrorBoundary } from './error-boundary.js';
import classes from './layout.module.css';
import { PageLoader } from './page-loader.js';
import { useFreshStartOnNavigation } from './use-fresh-start.js';

/** Where the service publishes the reference of the whole API. */
const REFERENCE = '/docs';

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
            <img src={markUrl} alt="" width={30} height={30} />
            <span>{texts.product}</span>
          </Link>
          <nav aria-label={texts.navigation.main} className={classes.navigation}>
            <NavLink to={PAGES.gallery} end className={classes.link}>
              <IconPhoto size="1.125rem" className={classes.icon} aria-hidden />
              {texts.navigation.gallery}
            </NavLink>
            <NavLink to={PAGES.upload} className={classes.link} data-needs-account>
              <IconUpload size="1.125rem" className={classes.icon} aria-hidden />
              {texts.navigation.upload}
            </NavLink>
            <a href={REFERENCE} className={classes.link} data-wide>
              {texts.navigation.reference}
            </a>
          </nav>
          <div className={classes.spacer} />
          <ColorSchemeToggle />
          <Visitor />
        </div>
      </header>
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<PageLoader />}>{children}</Suspense>
        </ErrorBoundary>
      </main>
      <PlaneBar />
    </>
  );
}

function Visitor() {
  const state = useSessionState();
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
  return (
    <Link to={PAGES.account} className={classes.account}>
      <span className={classes.name}>
        <VisuallyHidden>{texts.navigation.accountOf}</VisuallyHidden> {state.user.name}
      </span>
      <QuotaPill plan={state.user.plan} />
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
      {dark ? <IconSun size="1.25rem" aria-hidden /> : <IconMoon size="1.25rem" aria-hidden />}
    </ActionIcon>
  );
}
