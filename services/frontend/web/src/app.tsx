import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter, Route, Routes } from 'react-router';
import { PAGES } from '../../src/pages.js';
import { Problem } from './api/problem.js';
import { Layout } from './components/layout.js';
import { RequireUser } from './components/require-user.js';
import type { PageSettings } from './page-settings.js';
import { AccountPage } from './pages/account-page.js';
import { GalleryPage } from './pages/gallery-page.js';
import { ImagePage } from './pages/image-page.js';
import { LogInPage } from './pages/log-in-page.js';
import { NotFoundPage } from './pages/not-found-page.js';
import { SignUpPage } from './pages/sign-up-page.js';
import { UploadPage } from './pages/upload-page.js';
import type { Session } from './session/session.js';
import { SessionContext } from './session/use-session.js';
import { theme } from './theme.js';

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
