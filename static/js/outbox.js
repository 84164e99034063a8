// The outbox: changes are sent one after another, and each is kept, for its user,
// until it is answered. When there is no connection, no server that answers or no
// sign-in, they wait for the next change, for the connection, for the next page or
// sign-in, or for the message's button. Leaving the page sends what still waits.
const { user } = document.body.dataset;
const key = `draft ${user} outbox`, temporary = [401, 502, 503, 504];
let entries = JSON.parse(sessionStorage.getItem(key) ?? "[]").map(([action, body]) => ({ action, body: new URLSearchParams(body), forms: [] }));
let sending = null;
const save = () => {
  if (entries.length) sessionStorage.setItem(key, JSON.stringify(entries.map(({ action, body }) => [action, String(body)])));
  else sessionStorage.removeItem(key);
};
const small = ({ body }) => String(body).length < 60000; // what a browser sends from a page that is left
const mark = ({ forms }, busy) => forms.forEach((form) => form.classList.toggle("htmx-request", busy));
const say = () => {
  const text = navigator.onLine ? "Docket isn’t answering. Your change is kept here and will be sent again." : "You’re offline. Your changes are kept here and will be sent when you’re back.";
  document.getElementById("toasts").innerHTML = `<div class="toast failed waiting" role="alert"><p>${text}</p>` +
    `${navigator.onLine ? '<button class="btn again">Try again</button>' : ""}<button class="btn dismiss">Dismiss</button></div>`;
};
const send = async () => {
  if (sending) return;
  document.querySelector(".toast.waiting")?.remove();
  while ((sending = entries[0])) {
    const entry = sending, { action, body } = entry;
    mark(entry, true);
    await htmx.ajax("POST", action, { source: document.head, target: "#main", swap: "none", entry }); // from the head, which no answer takes away
    const { response, text } = entry.ctx;
    const unsent = text === undefined || temporary.includes(response.status) || response.headers.has("Docket-User"); // as another user's
    if (unsent && response?.status !== 401 && !text?.includes("hx-partial")) say(); // Docket itself would have said why
    if (unsent) break;
    mark(entry, false);
    entries = entries.filter((other) => other !== entry);
    const version = response.headers.get("Docket-Version"), next = entries.find((other) => other.action === action)?.body;
    if (version - body.get("version") === 1 && next?.get("version") === body.get("version")) next.set("version", version);
    save();
  }
  for (const entry of entries) mark(entry, false);
  sending = null;
};
// What is pressed twice is sent once, and an edit that waits takes in the next one.
const add = (action, body, form) => {
  let entry = entries.findLast((other) => other.action === action);
  if (entry && entry !== sending && body.has("version")) {
    body.delete("version"); // the older one's counts
    for (const [name, value] of body) entry.body.set(name, value);
  } else if (String(entry?.body) !== String(body)) {
    entries.push(entry = { action, body, forms: [] });
  }
  entry.forms.push(form);
  mark(entry, true);
  save();
  send();
};
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail, { entry, request, sourceElement } = ctx;
  if (request.method !== "POST") return;
  if (entry) {
    entry.ctx = ctx;
    Object.assign(request, { body: entry.body, keepalive: small(entry) });
  } else if (!event.defaultPrevented) {
    event.preventDefault();
    add(request.action, new URLSearchParams(request.body), sourceElement.closest("[formaction], form") ?? sourceElement.form ?? sourceElement);
  }
});
document.addEventListener("click", ({ target }) => { if (target.closest(".toast .again")) send(); });
addEventListener("online", send);
addEventListener("offline", () => { if (user) say(); });
addEventListener("pagehide", () => {
  if (!sending) return;
  for (const { action, body } of entries.filter((entry) => entry !== sending && small(entry))) {
    // Beside an edit of the same task, which may arrive later: what that one does not say.
    if (action === sending.action && body.has("version")) for (const [name, value] of sending.body) if (body.get(name) === value) body.delete(name);
    fetch(action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {}); // nobody is there to read it
  }
  entries = entries.filter((entry) => !small(entry));
  save();
});
setTimeout(send);
