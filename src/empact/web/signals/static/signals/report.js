// Keeps the text of a report on this device until it has arrived; the page works without this.
const STORE = "red-button";
const DAY = 86400000;
const store = {
  read() {
    try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch { return {}; }
  },
  write(value) {
    try { localStorage.setItem(STORE, JSON.stringify(value)); } catch { /* a browser that keeps nothing */ }
  },
  wipe() {
    try { localStorage.removeItem(STORE); } catch { /* the same */ }
  },
};
if (document.querySelector("[data-sent]")) store.wipe();
// Whoever leaves in a hurry leaves no trace.
for (const link of document.querySelectorAll("a[data-leave]")) link.addEventListener("click", store.wipe);

const form = document.querySelector("form[data-keep]");
if (form) {
  const place = form.dataset.keep;
  const kept = document.querySelector("#kept");
  const offline = document.querySelector("#no-network");
  let waiting = 0;

  const keep = () => {
    const said = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    store.write({ place, at: Date.now(), said });
  };
  const before = store.read();
  if (!("bound" in form.dataset) && before.place === place && Date.now() - before.at < DAY) {
    for (const [name, value] of before.said) {
      const field = form.elements[name];
      if (field instanceof RadioNodeList || (field && field.type !== "file")) field.value = value;
    }
    kept.hidden = false;
  }
  document.querySelector("#wipe").addEventListener("click", () => {
    store.wipe();
    location.replace(location.href);
  });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  const later = () => {
    offline.hidden = false;
    clearTimeout(waiting);
    waiting = setTimeout(send, 15000);
  };
  // Sent again and again until it has arrived: the key in the form makes that one report.
  async function send() {
    clearTimeout(waiting);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: AbortSignal.timeout(20000) });
    } catch {
      return later();
    }
    if (answer.ok && answer.redirected) return location.replace(answer.url);
    if (answer.status === 429 || answer.status >= 500) return later();
    form.submit(); // something is to be put right: the page says what
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    send();
  });
  addEventListener("online", () => waiting && send());
}
