// Arrow keys go from the search field through the results and back. htmx fetches the results.
const field = document.getElementById("q");
const hits = document.getElementById("hits");

function links() {
  return [...hits.querySelectorAll("a")];
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = links();
  const at = all.indexOf(document.activeElement);
  if (document.activeElement !== field && at < 0) return;
  const next = at + step;
  if (next >= all.length) return;
  event.preventDefault();
  (next < 0 ? field : all[next]).focus();
});
