// The outbox: changes are sent one after another, and each is kept, for its user,
// until it is answered. When there is no connection, no server that answers or no
// sign-in, they are tried again now and then, with the next change, the connection,
// the next page or sign-in, and by the message's button. Leaving the page sends what
// has its turn; what waits is left to the next page, in this tab or another.
const { user } = document.body.dataset;
const key = `draft ${user} outbox`, down = [502, 503, 504], first = 5000, longest = 60000;
const stored = (storage) => JSON.parse(storage.getItem(key) ?? "[]");
const asText = () => entries.map(({ action, body }) => [action, String(body)]);
let entries = user ? [...stored(sessionStorage), ...stored(localStorage)].map(([action, body]) => ({ action, body: new URLSearchParams(body), forms: [] })) : [];
let sending = null, pause = first, timer; // milliseconds until the next try
const save = () => {
  if (entries.length) sessionStorage.setItem(key, JSON.stringify(asText()));
  else sessionStorage.removeItem(key);
};
// A form that says all of what it edits, so that the next one may take its place. Boxes of notes are ticked one by one.
const whole = (body) => body.has("version") && !body.has("line");
const small = ({ body }) => String(body).length < 60000; // what a browser sends from a page that is left
const mark = ({ forms }, busy) => forms.forEach((form) => form.classList.toggle("htmx-request", busy));
const say = (answered) => {
  const why = !navigator.onLine ? "You’re offline. Your changes are kept here and will be sent when you’re back."
    : `${answered ? "Docket can’t save right now." : "Docket isn’t answering."} Your change is kept here and will be sent again.`;
  const tasks = entries.filter(({ action }) => action === "/tasks").map(({ body }) => `“${body.get("text") ?? body.get("title")}”`).join(", ");
  const text = tasks ? `${why} To be added: ${tasks}` : why;
  if (document.querySelector(".toast.waiting p")?.textContent === text) return;
  document.getElementById("toasts").innerHTML = '<div class="toast failed waiting" role="alert"><p></p>' +
    `${navigator.onLine ? '<button class="btn again">Try again</button>' : ""}<button class="btn dismiss">Dismiss</button></div>`;
  document.querySelector(".toast.waiting p").textContent = text;
};
const send = async () => {
  if (sending) return;
  clearTimeout(timer);
  while ((sending = entries[0])) {
    const entry = sending, { action, body } = entry;
    mark(entry, true);
    const asked = document.querySelector("#dialogs dialog");
    await htmx.ajax("POST", action, { source: document.head, target: "#main", swap: "none", entry }); // from the head, which no answer takes away
    const { response, text } = entry.ctx;
    const unanswered = text === undefined || down.includes(response.status);
    if (unanswered) {
      say(text?.includes("hx-partial")); // Docket itself
      timer = setTimeout(send, pause);
      pause = Math.min(2 * pause, longest);
    }
    if (unanswered || response.status === 401 || response.headers.has("Docket-User")) break; // as another user's
    pause = first;
    mark(entry, false);
    entries = entries.filter((other) => other !== entry);
    const version = response.headers.get("Docket-Version"), next = entries.find((other) => other.action === action)?.body;
    if (version - body.get("version") === 1 && next?.get("version") === body.get("version")) next.set("version", version);
    save();
    if (response.status === 409 && document.querySelector("#dialogs dialog") !== asked) break; // another question, which comes first
  }
  if (!entries.length) document.querySelector(".toast.waiting")?.remove();
  for (const entry of entries) mark(entry, false);
  sending = null;
};
// What is pressed twice is sent once, and an edit that waits takes in the next one.
const add = (action, body, form) => {
  let entry = entries.findLast((other) => other.action === action);
  if (entry && entry !== sending && whole(body)) {
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
  if (request.method !== "POST" || request.action.endsWith("/preview")) return; // which changes nothing
  if (entry) {
    entry.ctx = ctx;
    Object.assign(request, { body: entry.body, keepalive: small(entry) });
  } else if (!event.defaultPrevented) {
    event.preventDefault();
    add(request.action, new URLSearchParams(request.body), request.submitter?.closest(".box") ?? sourceElement.closest("[formaction], form") ?? sourceElement.form ?? sourceElement);
  }
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status === 401) pause = longest; // what else is on its way does not arrive
});
document.addEventListener("click", ({ target }) => { if (target.closest(".toast .again")) send(); });
document.addEventListener("close", send, true); // of a dialog
addEventListener("online", send);
addEventListener("offline", () => { if (user) say(); });
document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail.ctx.entry && down.includes(event.detail.ctx.response.status)) event.preventDefault(); // say has said it
});
document.addEventListener("submit", ({ target }) => { if (target.getAttribute("action") === "/sign-out") entries = []; });
addEventListener("pagehide", () => {
  if (sending && pause === first) { // as far as one knows, it arrives
    for (const { action, body } of entries.filter((entry) => entry !== sending && small(entry))) {
      // Beside an edit of the same task, which may arrive later: what that one does not say.
      if (action === sending.action && whole(body)) for (const [name, value] of sending.body) if (body.get(name) === value) body.delete(name);
      fetch(action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {}); // nobody is there to read it
    }
    entries = entries.filter((entry) => !small(entry));
  }
  if (entries.length) localStorage.setItem(key, JSON.stringify([...stored(localStorage), ...asText()]));
  entries = [];
  save();
});
localStorage.removeItem(key);
save();
setTimeout(send);
