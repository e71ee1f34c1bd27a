// Without this the page reads as well: it shows in the contents where the reader is, and keeps the place from one version or
// language to another.

const contents = document.getElementById("contents");
const links = new Map(Array.from(contents.querySelectorAll("a"), (link) => [link.hash.slice(1), link]));
const elsewhere = document.querySelectorAll(".other-language, .versions a");

/** Marks the part `id` in the contents, and opens what holds it. */
function mark(id) {
  const link = links.get(id);
  if (!link || link.hasAttribute("aria-current")) return;
  contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "location");
  for (let at = link.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  const top = link.offsetTop;
  if (top < contents.scrollTop || top > contents.scrollTop + contents.clientHeight - 40) contents.scrollTop = top - 80;
}

/** Follows the address: a provision is in the part that the first step of its path names. */
function follow() {
  const id = location.hash.slice(1);
  for (const link of elsewhere) link.hash = id;
  mark(id);
  mark(id.split(".")[0]);
}

addEventListener("hashchange", follow);
follow();

const wide = matchMedia("(min-width: 60rem)");
const seen = new IntersectionObserver(
  (entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (entry && wide.matches) mark(entry.target.id);
  },
  { rootMargin: "0px 0px -85% 0px" },
);
for (const part of document.querySelectorAll(".text > section")) seen.observe(part);
