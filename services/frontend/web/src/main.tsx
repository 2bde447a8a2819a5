import '@fontsource-variable/instrument-sans/wght.css';
import '@fontsource/instrument-serif/400.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.layer.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { readPageAnswer, readPageSettings } from './page-settings.js';
import { createSession } from './session/session.js';

declare global {
  var __webpack_nonce__: string | undefined;
}

const settings = readPageSettings();
// Dialogs lock scrolling by a <style> element of react-remove-scroll, which knows nonces under this name alone.
globalThis.__webpack_nonce__ = settings.cspNonce;
const session = createSession({ baseUrl: location.origin, page: readPageAnswer() });
void session.resume();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element #root');
createRoot(root).render(
  <StrictMode>
    <App settings={settings} session={session} />
  </StrictMode>,
);
