// What is typed stays until it is saved: an answer changes no form that holds more
// than it sent, nor one that shows why it was refused. All others follow the answer.
// The boxes in a preview of notes have no name and are no fields.
let clean = []; // forms that follow the answer that is being shown
const changed = (field) => field.checked !== field.defaultChecked || [...field.options ?? []].some((option) => option.selected !== option.defaultSelected) ||
  "defaultValue" in field && field.value !== field.defaultValue;
const dirty = (form, saved) => [...form.elements].some((field) => field.name && (field.validity.badInput || changed(field) && field.value !== saved?.get(field.name)));
// A task's fields save themselves, where there is something to save. A day that
// is none waits until it is one.
document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx, form = sourceElement.form ?? sourceElement;
  if (!form.matches("#title-form, #props-form")) return;
  for (const { name } of form.querySelectorAll("input:invalid")) request.body.delete(name);
  const news = [...form.elements].some((field) => changed(field) && !field.matches("input:invalid"));
  if (!news && !form.matches(".htmx-request")) event.preventDefault();
});
addEventListener("pagehide", () => document.activeElement.blur()); // which saves what is being typed
document.addEventListener("htmx:before:swap", ({ detail: { ctx: { request, response }, tasks } }) => {
  const edit = request.body?.has("version") ? request.body : null, version = response.headers.get("Docket-Version");
  clean = tasks.flatMap(({ target }) => [...target?.querySelectorAll("form:has(input:not([type=hidden]), textarea, select)") ?? []]).filter((form) => {
    const own = form.getAttribute("action") === request.action;
    const stays = own ? response.status < 400 && dirty(form, edit) : dirty(form) || !!form.querySelector("[aria-invalid=true]");
    // Nobody else has changed the task in between, so this is what the form was filled in on.
    if (own && stays && version - form.elements.version?.value === 1) form.elements.version.value = version;
    return !form.toggleAttribute("hx-morph-skip", stays);
  });
  const choice = document.querySelector(".panel .conflicts"); // between two values, until it is made
  choice?.closest(".panel").toggleAttribute("hx-morph-skip", choice.getAttribute("action") !== request.action);
});
// A field that was used does not follow its attributes by itself (htmx #4030).
document.addEventListener("htmx:after:swap", () => {
  for (const form of clean) if (form.isConnected && dirty(form)) form.reset();
});
