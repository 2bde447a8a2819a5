import { defineConfig, devices, type Project } from '@playwright/test';
import { consulUrl, hubUrl, localHome } from './support/hub.js';
import { prometheusUrl, zipkinUrl } from './support/observers.js';

const executablePath = process.env.CHROMIUM_PATH;
const isRoot = process.getuid?.() === 0;

const chromium: Project['use'] = {
  launchOptions: {
    ...(executablePath && { executablePath }),
    args: [
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      // Chromium's sandbox refuses to run as root, as which containers often run.
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  },
};

const traced: Project['use'] = { ...chromium, trace: 'retain-on-failure' };

/** None of these notices what another does meanwhile: they may run side by side, with `--workers`. */
const everywhere: Project[] = [
  { name: 'api', testDir: 'api' },
  { name: 'browser', testDir: 'browser', use: { ...traced, colorScheme: 'light' } },
  {
    name: 'phone',
    testDir: 'browser',
    grep: /@phone/,
    // As narrow as phones are; and the flows are seen in both themes, without running each four times.
    use: { ...traced, ...devices['Galaxy S24'], colorScheme: 'dark' },
  },
];

/** They edit the mesh as an operator does, and put it back. */
const besideConsul: Project[] = [{ name: 'edits', testDir: 'edits' }];

/** They ask what watches the hub. */
const besideObservers: Project[] = [{ name: 'observability', testDir: 'observability' }];

/** They look into the hub's processes and folders, or measure times that only loopback promises. */
const besideTheHub: Project[] = [
  { name: 'figures', testDir: 'figures', use: chromium },
  // Last, because these break what the others use, and repair it.
  { name: 'ledger', testDir: 'ledger' },
  { name: 'mesh', testDir: 'mesh' },
];

const projects = [
  ...everywhere,
  ...(consulUrl ? besideConsul : []),
  ...(prometheusUrl && zipkinUrl ? besideObservers : []),
  ...(localHome ? besideTheHub : []),
];

export default defineConfig({
  // One at a time, in this order: a part that one test kills is not missing in another.
  workers: 1,
  retries: 0,
  globalSetup: './support/reachable.ts',
  forbidOnly: Boolean(process.env.CI),
  // What must be fast says so itself; these only end what hangs, and a busy machine may take its time.
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { baseURL: hubUrl, locale: 'en-GB' },
  // A run of some projects clears away what these left behind, and not what the others did.
  projects: projects.map((project) => ({ ...project, outputDir: `test-results/${project.name}` })),
});
