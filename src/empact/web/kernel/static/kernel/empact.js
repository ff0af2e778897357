// Comfort only: every page works without it.
document.querySelector("#errors")?.focus();
document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
for (const list of document.querySelectorAll("select[data-go]"))
  list.addEventListener("change", () => list.form.requestSubmit());
for (const link of document.querySelectorAll("a[data-leave]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href); // this page is not in the history any more
  });
