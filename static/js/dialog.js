// Makes the question that a page asks, or that an answer brings, a real dialog: what is
// behind it is out of reach, and Escape gives the answer that changes nothing.
const open = (dialog) => {
  dialog.close();
  dialog.showModal();
  dialog.querySelector(".bare")?.focus();
};
const asked = () => document.querySelector("#dialogs dialog");
for (const dialog of document.querySelectorAll("dialog[open]")) open(dialog);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const dialog = asked();
  if (!dialog) return;
  if (!dialog.open) open(dialog);
  else if (ctx.entry?.forms.some((form) => dialog.contains(form)) && (ctx.response.status < 400 || ctx.response.status === 422)) dialog.close(); // what it asked was answered
});
document.addEventListener("cancel", (event) => {
  const no = event.target.querySelector("a.btn[href]");
  if (!no || event.target.closest("#dialogs")) return;
  event.preventDefault();
  no.click();
}, true);
document.addEventListener("click", (event) => {
  const no = event.target.closest("#dialogs [data-close]");
  if (no) event.preventDefault();
  no?.closest("dialog").close();
});
document.addEventListener("close", ({ target }) => { if (target.closest("#dialogs")) target.remove(); }, true);
