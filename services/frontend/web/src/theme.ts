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

const slate: MantineColorsTuple = [
  '#e6ecee',
  '#c3cdd1',
  '#a5b2b7',
  '#84939a',
  '#5f6f77',
  '#3d4c54',
  '#28363d',
  '#1b272d',
  '#121c21',
  '#0c1418',
];

export const theme = createTheme({
  primaryColor: 'pine',
  // Both carry white text at 4.5:1 or more (WCAG 2.2, 1.4.3).
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { pine, dark: slate },
  black: '#14201f',
  fontFamily: "'Instrument Sans Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '2.125rem', lineHeight: '1.15' },
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
