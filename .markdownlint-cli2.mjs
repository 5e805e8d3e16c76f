// Markdown, and the links in it. Prettier owns the layout, so the rules about layout are off.
import relativeLinks from 'markdownlint-rule-relative-links';
import externalLinks from './tools/external-links.mjs';

export default {
  globs: ['**/*.md'],
  gitignore: true,
  customRules: [relativeLinks, externalLinks],
  config: {
    extends: 'markdownlint/style/prettier',
    'relative-links': { root_path: '.' },
    'external-links': true,
    // For an answer that a reader wants to find first.
    'no-inline-html': { allowed_elements: ['details', 'summary'] },
    // Each release of the changelog has the same headings below it.
    'no-duplicate-heading': { siblings_only: true },
  },
};
