/** Fills the page for a path. */
export type View = () => void;

const views = new Map<string, View>();
const main = document.querySelector("main")!;

/** Maps a path to its view. */
export const route = (path: string, view: View) => void views.set(path, view);

/** Shows a template of index.html; screen readers start at its heading. */
export function show(template: string): HTMLElement {
  const content = document.querySelector<HTMLTemplateElement>(`#${template}`)!.content.cloneNode(true);
  main.replaceChildren(content);
  const heading = main.querySelector("h1")!;
  document.title = `${heading.textContent} · Harbour Desks`;
  heading.tabIndex = -1;
  heading.focus();
  return main;
}

/** Shows the view for the path in the address bar. */
export const render = () => (views.get(location.pathname) ?? (() => show("not-found")))();

/** Replaces the current path: "back" does not return to it. */
export function replace(path: string) {
  history.replaceState(null, "", path);
  render();
}

addEventListener("popstate", render);
addEventListener("click", (event) => {
  const link = (event.target as Element).closest("a");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.origin !== location.origin) return;
  event.preventDefault();
  history.pushState(null, "", link.pathname);
  render();
});
