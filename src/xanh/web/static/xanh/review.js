// The review: choosing a place in the document shows what was read there, and the other way round;
// keys for what is done all day. Without scripts every link and form does the same, more slowly.
const review = document.querySelector(".review");
const pane = review.querySelector(".document");
const readings = review.querySelector(".readings");
const phone = matchMedia("(max-width: 60rem)");
let current = "";
const marks = new Map();

for (const mark of pane.querySelectorAll("mark")) {
  for (const key of mark.dataset.keys.split(" ")) {
    if (!marks.has(key)) marks.set(key, []);
    marks.get(key).push(mark);
  }
}

function side(name) {
  document.getElementById(`side-${name}`).checked = true;
}

function scrollTo(within, element) {
  if (phone.matches) {
    element.scrollIntoView({ block: "center" });
    return;
  }
  const gap = element.getBoundingClientRect().top - within.getBoundingClientRect().top;
  const inView = gap > 24 && gap + Math.min(element.offsetHeight, 200) < within.clientHeight;
  if (!inView) within.scrollTop += gap - within.clientHeight / 4;
}

function entry(key) {
  return key ? document.getElementById(key) : null;
}

// Shows one entry on both sides. `from` is the side that was used: it stays where it is.
function choose(key, from) {
  for (const mark of marks.get(current) ?? []) mark.classList.remove("current");
  entry(current)?.removeAttribute("aria-current");
  current = key;
  const chosen = entry(key);
  chosen?.setAttribute("aria-current", "true");
  const places = marks.get(key) ?? [];
  for (const mark of places) mark.classList.add("current");
  if (from !== "document" && places.length && !(phone.matches && from === "readings")) {
    scrollTo(pane, places[0]);
  }
  if (chosen && from !== "readings") {
    chosen.closest("details")?.setAttribute("open", "");
    if (from === "document" && phone.matches) side("readings");
    scrollTo(readings, chosen);
  }
}

function step(selector, forward) {
  const all = [...readings.querySelectorAll(selector)].filter((e) => e.checkVisibility());
  if (!all.length) return;
  const here = entry(current);
  let next;
  if (here && all.includes(here)) {
    next = all[all.indexOf(here) + (forward ? 1 : -1)];
  } else if (here) {
    const follows = (e) => here.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING;
    next = forward ? all.find(follows) : all.findLast((e) => !follows(e));
  }
  next ??= here && !all.includes(here) ? all[0] : here ? undefined : all[0];
  if (!next) return;
  choose(next.id, "keys");
  next.focus({ preventScroll: true });
}

const keys = {
  j: () => step("[data-entry]", true),
  k: () => step("[data-entry]", false),
  n: () => step(".finding:not(.settled)", true),
  e: () => entry(current)?.querySelector("[data-edit]")?.click(),
  a: () => {
    const open = entry(current)?.matches(".finding") ? entry(current) : aboutCurrent();
    open?.querySelector("[data-settle]")?.click();
  },
  "?": () => document.querySelector(".keys").toggleAttribute("open"),
};

// Single keys get in the way of speech input: they can be switched off, for good.
const useKeys = document.getElementById("use-keys");
useKeys.closest("[data-switch]").hidden = false;
useKeys.checked = localStorage.getItem("xanh-keys") !== "off";
useKeys.addEventListener("change", () => localStorage.setItem("xanh-keys", useKeys.checked ? "on" : "off"));

function aboutCurrent() {
  const link = entry(current)?.querySelector('a[href^="#finding-"]');
  return link ? document.querySelector(link.getAttribute("href")) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.activeElement?.closest(".editing")?.querySelector("[data-cancel]")?.click();
    return;
  }
  if (!useKeys.checked || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "Enter" && event.target.matches("[data-entry]")) {
    event.preventDefault();
    keys.e();
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

pane.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (!mark || String(getSelection())) return;
  event.preventDefault();
  const found = mark.dataset.keys.split(" ").filter((key) => entry(key));
  // Pressing the same place again goes outwards: finding, task, the clause around it.
  const next = found[(found.indexOf(current) + 1) % found.length];
  if (next) choose(next, "document");
});

readings.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-source], a[data-go]");
  if (link) {
    event.preventDefault();
    const key = link.hash.slice(1).replace(/^at-/, "");
    if (link.matches("[data-source]") && phone.matches) side("document");
    choose(key, link.matches("[data-go]") ? "keys" : "source");
    if (link.matches("[data-source]") && phone.matches) marks.get(key)?.[0]?.scrollIntoView({ block: "center" });
    return;
  }
  if (event.target.closest("a, button, input, select, textarea, label, summary")) return;
  const chosen = event.target.closest("[data-entry]");
  if (chosen) choose(chosen.id, "readings");
});

readings.addEventListener("focusin", (event) => {
  const chosen = event.target.closest("[data-entry]");
  if (chosen && chosen.id !== current) choose(chosen.id, "readings");
});

// A sign-in in another tab renews the token that forms must carry; send the one in force.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
    if (field && token()) field.value = token();
  },
  true,
);

// After a part has been put in: keep the place, and put the cursor where the work goes on.
document.addEventListener("htmx:after:swap", () => {
  const form = readings.querySelector(".editing");
  if (form && !form.contains(document.activeElement)) {
    (form.querySelector("[data-focus]") ?? form.querySelector("input:not([type=hidden]), textarea"))?.focus();
    return;
  }
  if (!entry(current) || entry(current).matches(".finding.settled")) {
    if (readings.querySelector(".finding:not(.settled)")) keys.n();
    return;
  }
  const chosen = entry(current);
  chosen.setAttribute("aria-current", "true");
  if (!readings.contains(document.activeElement)) chosen.focus({ preventScroll: true });
});

const narrowing = document.querySelector(".narrowing");
narrowing.querySelector("button").hidden = true;
narrowing.addEventListener("change", () => narrowing.requestSubmit());
if (location.hash && entry(location.hash.slice(1))) choose(location.hash.slice(1), "keys");
