import { Component, type ReactNode } from 'react';
import { Problem } from '../api/problem.js';
import { texts } from '../texts.js';
import { ProblemAlert } from './problem-alert.js';

/** Shows that the page itself failed. A class, because React catches rendering errors in classes alone. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { unexpectedTitle, unexpectedDetail } = texts.errors;
    return <ProblemAlert error={new Problem(0, unexpectedTitle, unexpectedDetail)} />;
  }
}
