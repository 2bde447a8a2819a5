import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, useEffect } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { PAGES } from '../../src/pages.js';
import { Problem } from './api/problem.js';
import { Layout } from './components/layout.js';
import { RequireUser } from './components/require-user.js';
import type { PageSettings } from './page-settings.js';
import { GalleryPage } from './pages/gallery-page.js';
import { NotFoundPage } from './pages/not-found-page.js';
import type { Session } from './session/session.js';
import { SessionContext } from './session/use-session.js';
import { theme } from './theme.js';

// The gallery is where most visits begin, so it comes with the first load; the other pages when they are needed.
const loadImagePage = () => import('./pages/image-page.js');
const ImagePage = lazy(async () => ({ default: (await loadImagePage()).ImagePage }));
const UploadPage = lazy(async () => ({ default: (await import('./pages/upload-page.js')).UploadPage }));
const AccountPage = lazy(async () => ({ default: (await import('./pages/account-page.js')).AccountPage }));
const SignUpPage = lazy(async () => ({ default: (await import('./pages/sign-up-page.js')).SignUpPage }));
const LogInPage = lazy(async () => ({ default: (await import('./pages/log-in-page.js')).LogInPage }));

/** When what the first page needs is through, in ms. */
const SETTLED = 1_500;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; what is worth another try is no answer, or the service's own trouble.
      retry: (failures, error) =>
        failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
      // Failing at once says so: a browser that believes itself offline may still reach a hub on loopback.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

export function App({ settings, session }: { settings: PageSettings; session: Session }) {
  useEffect(() => {
    // The page that most visitors open next.
    const timer = setTimeout(loadImagePage, SETTLED);
    return () => clearTimeout(timer);
  }, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => settings.cspNonce}>
      <SessionContext value={session}>
        <QueryClientProvider client={queries}>
          <BrowserRouter>
            <Layout>
              <Routes>
                <Route path={PAGES.gallery} element={<GalleryPage layout={settings.galleryLayout} />} />
                <Route path={PAGES.image} element={<ImagePage />} />
                <Route path={PAGES.signUp} element={<SignUpPage />} />
                <Route path={PAGES.logIn} element={<LogInPage />} />
                <Route element={<RequireUser />}>
                  <Route path={PAGES.upload} element={<UploadPage />} />
                  <Route path={PAGES.account} element={<AccountPage />} />
                </Route>
                <Route path="*" element={<NotFoundPage />} />
              </Routes>
            </Layout>
          </BrowserRouter>
        </QueryClientProvider>
      </SessionContext>
    </MantineProvider>
  );
}
