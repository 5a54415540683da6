// What every page gains from scripts: printing, and the focus on a form's errors.
function offerPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
// htmx 4 says so after it has put in new rows.
document.addEventListener("htmx:after:swap", offerPrinting);
offerPrinting();
document.querySelector("[data-focus]")?.focus();
