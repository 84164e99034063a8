// Makes the question that a page asks a real dialog: what is behind it is out of
// reach, and Escape gives the answer that changes nothing.
const dialog = document.querySelector("dialog[open]");
dialog?.close();
dialog?.showModal();
dialog?.addEventListener("cancel", (event) => {
  event.preventDefault();
  dialog.querySelector("a[href]").click();
});
