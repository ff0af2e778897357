// Comfort only: every page works without it.
document.querySelector("#errors")?.focus();
for (const list of document.querySelectorAll("select[data-go]"))
  list.addEventListener("change", () => list.form.requestSubmit());
