import { Alert, createTheme, type MantineColorsTuple, PasswordInput } from '@mantine/core';
import { texts } from './texts.js';

const pine: MantineColorsTuple = [
  '#e9f7f4',
  '#d3ece6',
  '#a6d9ce',
  '#75c4b4',
  '#4db29f',
  '#2f9c89',
  '#16806f',
  '#0b6b5e',
  '#08574d',
  '#04433b',
];

const graphite: MantineColorsTuple = [
  '#f1efe9',
  '#d5d6d2',
  '#b3b8b7',
  '#8a9292',
  '#5d6566',
  '#3a4143',
  '#23292b',
  '#14181a',
  '#101314',
  '#0b0d0e',
];

/** Warm as paper, so that the library's own quiet surfaces go with ours. */
const stone: MantineColorsTuple = [
  '#f8f6f2',
  '#ebe8e0',
  '#dcd8cd',
  '#cbc6b9',
  '#b3ada0',
  '#918c80',
  '#6f6b62',
  '#55524b',
  '#3b3934',
  '#24231f',
];

export const theme = createTheme({
  primaryColor: 'pine',
  // Both carry white text at 4.5:1 or more (WCAG 2.2, 1.4.3).
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { pine, dark: graphite, gray: stone },
  black: '#17191a',
  fontFamily: "'Instrument Sans Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: 'clamp(2.5rem, 1.6rem + 2.6vw, 4.25rem)', lineHeight: '1.02', fontWeight: '400' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    PasswordInput: PasswordInput.extend({
      defaultProps: { visibilityToggleButtonProps: { 'aria-label': texts.showPassword } },
    }),
    Alert: Alert.extend({
      defaultProps: { variant: 'light' },
      vars: (_theme, { color = 'pine' }) => ({
        root: {
          '--alert-bg': `color-mix(in srgb, var(--mantine-color-${color}-6) 10%, var(--hub-surface))`,
          '--alert-bd': `1px solid color-mix(in srgb, var(--mantine-color-${color}-6) 40%, transparent)`,
          '--alert-color': `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 80%, black), var(--mantine-color-${color}-3))`,
        },
      }),
    }),
  },
});
