// Completes labels, lists and people as one types #, / or @ in quick add: a listbox below
// the field, of which the arrows choose, Enter and Tab take, and Escape closes.
let box = null, shown = "", asked = 0; // the listbox that is open and what it was made of; how often one was asked for
const word = (field) => {
  const before = field.value.slice(0, field.selectionStart), found = /(^|\s)([#/@])("?)([^\s#@"]*|(?<=")[^"]*)$/u.exec(before);
  return found && { sign: found[2], typed: found[4], start: before.length - found[3].length - found[4].length };
};
// A field of one line says that it has suggestions, and whether they are there; one of several lines may not.
const ready = (field) => {
  if (!field?.matches(".quick-add input.bare")) return;
  field.role = "combobox";
  field.ariaAutoComplete = "list";
  field.ariaExpanded = field.hasAttribute("aria-controls");
};
const close = () => {
  asked++; // what is on its way is not wanted any more
  box?.remove();
  box = null;
  const field = document.querySelector("[aria-controls=suggestions]");
  for (const name of ["aria-controls", "aria-activedescendant"]) field?.removeAttribute(name);
  ready(field);
};
// What a screen reader says of the box, which only the arrows lead to.
const say = (text) => { document.getElementById("suggested").textContent = text; };
const chosen = () => box?.querySelector("[aria-selected=true]");
const choose = (field, option) => {
  chosen()?.removeAttribute("aria-selected");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
};
const take = (field, option) => {
  const found = word(field), name = option.dataset.name;
  if (!found) return close(); // the caret is elsewhere by now
  const text = name.split("/").map((part) => (/[\s#@"]/u.test(part) ? `"${part}"` : part)).join("/") + " ";
  field.setRangeText(text, found.start, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const open = async (field) => {
  ready(field);
  const now = word(field), turn = ++asked, list = field.form.elements.list_id?.value ?? "";
  if (!now) return close();
  const options = await fetch(`/quick-add/suggest?${new URLSearchParams({ sign: now.sign, typed: now.typed, list })}`, { headers: { "Docket-User": document.body.dataset.user } })
    .then((answer) => (answer.ok ? answer.text() : "")).catch(() => ""); // without a connection there are none
  if (turn !== asked || document.activeElement !== field || box?.isConnected && shown === options) return;
  close();
  shown = options;
  if (!options.trim()) return;
  box = document.createElement("ul");
  Object.assign(box, { id: "suggestions", ariaLabel: "Suggestions", className: "menu suggestions", innerHTML: options, role: "listbox" });
  field.parentElement.append(box);
  field.setAttribute("aria-controls", "suggestions");
  ready(field);
  say(`${box.children.length} suggestion${box.children.length > 1 ? "s" : ""}. Use the arrow keys to choose.`);
};
document.addEventListener("input", ({ target }) => { if (target.matches(".quick-add .bare")) open(target); });
document.addEventListener("keydown", (event) => {
  const { target: field, key } = event;
  if (!box?.parentElement?.contains(field) || event.isComposing) return;
  const options = [...box.children], at = options.indexOf(chosen());
  if (key === "ArrowDown") choose(field, options[(at + 1) % options.length]);
  else if (key === "ArrowUp") choose(field, options.at(at - 1));
  else if (key === "Escape") close();
  else if ((key === "Enter" || key === "Tab") && chosen()) take(field, chosen());
  else return /^(Arrow|Home|End|Page)/.test(key) && close(); // the caret moves
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("#suggestions [role=option]");
  if (event.target.matches(".quick-add .bare")) close();
  if (!option) return;
  event.preventDefault(); // the field keeps the focus
  take(box.parentElement.querySelector(".bare"), option);
});
document.addEventListener("focusin", ({ target }) => ready(target));
document.addEventListener("focusout", ({ target }) => { if (box?.parentElement?.contains(target) ?? true) close(); });
// A page that is exchanged takes the box along, and what its field says of it.
document.addEventListener("htmx:after:swap", () => {
  if (box && !box.isConnected) close();
  ready(document.activeElement);
});
ready(document.activeElement);
