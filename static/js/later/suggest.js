// Completes labels, lists and people as one types #, / or @ in quick add: a listbox below
// the field, of which the arrows choose, Enter and Tab take, and Escape closes.
let box = null, shown = "", asked = 0; // the listbox that is open and what it was made of; how often one was asked for
const word = (field) => {
  const before = field.value.slice(0, field.selectionStart), found = /(^|\s)([#/@])("?)([^\s#@"]*|(?<=")[^"]*)$/u.exec(before);
  return found && { sign: found[2], typed: found[4], start: before.length - found[3].length - found[4].length };
};
const close = () => {
  const field = box?.parentElement?.querySelector(".bare");
  for (const name of ["activedescendant", "controls"]) field?.removeAttribute(`aria-${name}`);
  box?.remove();
  box = null;
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
  const start = word(field)?.start, name = option.dataset.name;
  if (start === undefined) return close(); // the caret has left the word
  const text = name.split("/").map((part) => (/[\s#@"]/u.test(part) ? `"${part}"` : part)).join("/") + " ";
  field.setRangeText(text, start, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const open = async (field) => {
  const now = word(field), turn = ++asked, list = field.form.elements.list_id?.value ?? "";
  if (!now) return close();
  const options = await fetch(`/quick-add/suggest?${new URLSearchParams({ sign: now.sign, typed: now.typed, list })}`, { headers: { "Docket-User": document.body.dataset.user } })
    .then((answer) => (answer.ok ? answer.text() : "")).catch(() => ""); // without a connection there are none
  if (turn !== asked || document.activeElement !== field || box?.isConnected && shown === options) return;
  close();
  shown = options;
  if (!options.trim()) return;
  box = document.createElement("ul");
  Object.assign(box, { id: "suggestions", ariaLabel: "Suggestions", className: "menu suggestions", innerHTML: options });
  box.setAttribute("role", "listbox");
  field.parentElement.append(box);
  field.setAttribute("aria-controls", "suggestions");
  say(`${box.children.length} suggestions. Use the arrow keys to choose.`);
};
document.addEventListener("input", ({ target }) => { if (target.matches(".quick-add .bare")) open(target); });
document.addEventListener("keydown", (event) => {
  const { target: field, key } = event;
  if (!box?.parentElement?.contains(field)) return;
  const options = [...box.children], at = options.indexOf(chosen());
  if (key === "ArrowDown") choose(field, options[(at + 1) % options.length]);
  else if (key === "ArrowUp") choose(field, options.at(at - 1));
  else if (key === "Escape") close();
  else if ((key === "Enter" || key === "Tab") && chosen()) take(field, chosen());
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("#suggestions [role=option]");
  if (!option) return;
  event.preventDefault(); // the field keeps the focus
  take(box.parentElement.querySelector(".bare"), option);
});
document.addEventListener("focusout", ({ target }) => { if (box?.parentElement?.contains(target) ?? true) close(); });
