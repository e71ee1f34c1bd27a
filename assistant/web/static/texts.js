// The sentences of the page. An element says which one it shows, so that a change of language rewrites it in place.

export const LANGS = ["fr", "en"];
let texts = {};
let current = "en";

/** The language of the page now. */
export function lang() {
  return current;
}

/** The reader's language: the one chosen before, else the browser's, else English. */
export function preferredLang() {
  const wanted = [remembered(), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((tag) => LANGS.includes(tag)) ?? "en";
}

/** Speak `chosen` from now on, everywhere in the page. */
export async function speak(chosen) {
  const response = await fetch(`/api/texts?lang=${chosen}`);
  texts = (await response.json()).texts;
  current = chosen;
  document.documentElement.lang = chosen;
  document.title = say("title");
  document.querySelectorAll("[data-text], [data-text-label]").forEach(write);
}

/** Speak `chosen` on the next visit too. */
export function remember(chosen) {
  try {
    localStorage.setItem("lang", chosen);
  } catch {
    // A browser that keeps nothing asks its own language again.
  }
}

/** The sentence `key`, its {places} filled from `values`; a Date and a number are written the language's way. */
export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, place) => written(values[place]));
}

/** Make `element` show the sentence `key` in whatever language the page speaks; returns it. */
export function label(element, key, values = {}) {
  element.dataset.text = key;
  element.dataset.values = JSON.stringify(values);
  write(element);
  return element;
}

/** The same for the name that assistive technology reads. */
export function labelAria(element, key, values = {}) {
  element.dataset.textLabel = key;
  element.dataset.values = JSON.stringify(values);
  write(element);
  return element;
}

function write(element) {
  const { text, textLabel, values } = element.dataset;
  const filled = values ? JSON.parse(values) : {};
  if (text) element.textContent = say(text, filled);
  if (textLabel) element.setAttribute("aria-label", say(textLabel, filled));
}

function written(value) {
  if (typeof value === "number") return new Intl.NumberFormat(current, { maximumFractionDigits: 1 }).format(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    return new Intl.DateTimeFormat(current, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  }
  return String(value ?? "");
}

function remembered() {
  try {
    return localStorage.getItem("lang");
  } catch {
    return null;
  }
}
