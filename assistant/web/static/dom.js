// Elements are built, never parsed: no text from elsewhere can become markup.

/** The element `tag` with `attributes` (true writes an empty one, false and null none) and `children`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A link to `url` in a new tab, or null when it is not a web address. */
export function linkTo(url, ...children) {
  if (!/^https?:\/\//i.test(url)) return null;
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
