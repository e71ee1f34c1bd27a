// Where the focus may go.

const FOCUSABLE = "a[href], button:not([disabled]), input, textarea, summary, [tabindex='0']";

/** Keep Tab within `inside`: after its last control comes its first. */
export function keepWithin(inside: Element, event: KeyboardEvent): void {
  const controls = [...inside.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((control) => control.checkVisibility({ visibilityProperty: true }));
  const first = controls[0];
  const last = controls.at(-1);
  const active = (inside.getRootNode() as ShadowRoot).activeElement;
  const leaving = event.shiftKey ? active === first || !controls.includes(active as HTMLElement) : active === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
