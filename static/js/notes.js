// Keeps what is typed into a task's notes until it is saved: through a change of
// something else in the panel, through closing it, and through a new sign-in.
(() => {
  "use strict";
  const editor = () => document.getElementById("notes-edit");
  const key = (panel) => `draft ${document.body.dataset.user} notes of ${panel.dataset.task}`;
  const panelOf = (edit) => edit.closest(".panel");
  const fields = (edit) => ({ text: edit.querySelector("textarea"), version: edit.querySelector("[name=version]") });
  const restore = () => {
    const edit = editor();
    const kept = edit && !edit.hasAttribute("hx-morph-skip") && sessionStorage.getItem(key(panelOf(edit)));
    if (!kept) return;
    const draft = JSON.parse(kept), { text, version } = fields(edit);
    text.value = draft.text;
    // What it was written for: the server finds what changed since. A restored backup may be older.
    version.value = Math.min(draft.version, version.value);
    edit.open = true;
    edit.setAttribute("hx-morph-skip", "");
  };
  document.addEventListener("input", (event) => {
    const edit = editor();
    if (!edit?.contains(event.target)) return;
    const { text, version } = fields(edit);
    const unsaved = text.value !== text.defaultValue;
    edit.toggleAttribute("hx-morph-skip", unsaved);
    if (unsaved) sessionStorage.setItem(key(panelOf(edit)), JSON.stringify({ text: text.value, version: version.value }));
    else sessionStorage.removeItem(key(panelOf(edit)));
  });
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement, panel = form?.closest?.(".panel");
    if (!panel || !form.elements?.notes) return;
    editor()?.removeAttribute("hx-morph-skip");
    if (ctx.response?.status < 400) sessionStorage.removeItem(key(panel));
  });
  document.addEventListener("htmx:after:settle", restore);
  document.addEventListener("toggle", ({ target }) => {
    if (target === editor() && target.open && target.contains(document.activeElement)) fields(target).text.focus();
  }, true);
  restore();
})();
