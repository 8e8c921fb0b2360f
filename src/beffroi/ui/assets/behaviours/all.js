/* Elements of a part of the page, itself included, that carry a word; each only once per behaviour. */
const seen = new WeakMap();

export function all(root, selector, name) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  return found.filter((element) => {
    const names = seen.get(element) ?? new Set();
    if (names.has(name)) return false;
    seen.set(element, names.add(name));
    return true;
  });
}
