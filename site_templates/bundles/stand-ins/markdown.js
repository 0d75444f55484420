// In place of markdown-to-jsx, a third of the form library: our descriptions are plain text with code.
export function Markdown({ children }) {
  return children;
}
