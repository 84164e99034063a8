// Makes the question that a page asks a real dialog: what is behind it is out of
// reach, and Escape gives the answer that changes nothing.
(() => {
  "use strict";
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return;
  dialog.close();
  dialog.showModal();
  dialog.addEventListener("cancel", () => dialog.querySelector("a[href]").click());
})();
