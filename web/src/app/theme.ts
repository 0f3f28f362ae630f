// SPDX-License-Identifier: GPL-3.0-or-later
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

// T3: white on blue.7 is 4.2:1 by the library's own threshold; at 0.179 it picks black there, and our brand at
// index 8 takes white.
const brand: MantineColorsTuple = [
  '#e7f2fd',
  '#cfe3f8',
  '#a3c9f0',
  '#74b4f0',
  '#4f97dd',
  '#3482cd',
  '#2473be',
  '#74b4f0',
  '#1864ab',
  '#0f4c87',
];

export const theme = createTheme({
  primaryColor: 'brand',
  colors: { brand },
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.179,
  fontFamily: "'Be Vietnam Pro', 'Segoe UI', 'Noto Sans', sans-serif",
  defaultRadius: 4,
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.6', lg: '1.6', xl: '1.6' },
  fontSizes: { xs: '13px', sm: '14px', md: '15px', lg: '17px', xl: '18px' },
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 0 }, closeOnEscape: true, returnFocus: true } },
    Drawer: { defaultProps: { transitionProps: { duration: 0 }, closeOnEscape: true, returnFocus: true } },
    Button: { defaultProps: { variant: 'default' } },
    Combobox: { defaultProps: { transitionProps: { duration: 0 } } },
  },
});

/** The library's grey texts that fail AA (T3) take our inks. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-default-border': 'var(--edge)',
    '--mantine-color-anchor': 'var(--brand)',
  },
  light: {},
  dark: {},
});
