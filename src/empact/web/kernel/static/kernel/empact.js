// Comfort only: every page works without it.
document.querySelector("#errors")?.focus();
const close = (but) => document.querySelectorAll(".menu [open]").forEach((one) => one.contains(but) || (one.open = false));
document.addEventListener("click", (event) => close(event.target));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".menu [open]");
  if (!open) return;
  if (open.contains(document.activeElement)) open.firstElementChild.focus();
  close();
});
for (const list of document.querySelectorAll("select[data-go]"))
  list.addEventListener("change", () => list.form.requestSubmit());
for (const link of document.querySelectorAll("a[data-again]"))
  setInterval(() => {
    if (document.activeElement === document.body) location.reload(); // who is busy on the page is not thrown out of it
  }, 1000 * link.dataset.again);
for (const link of document.querySelectorAll("a[data-leave]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href); // this page is not in the history any more
  });
