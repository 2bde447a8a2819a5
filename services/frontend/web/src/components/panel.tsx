import { Box, type BoxProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps extends BoxProps {
  component?: 'div' | 'section' | 'article';
  'aria-labelledby'?: string;
  'data-current'?: boolean;
  children: ReactNode;
}

/** A raised surface that groups what belongs together. */
export function Panel({ className, ...props }: PanelProps) {
  return <Box className={className ? `${classes.panel} ${className}` : classes.panel} {...props} />;
}
