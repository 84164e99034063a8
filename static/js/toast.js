// Takes toasts away: by their button, and the timed ones when their line has run
// out, which it does not while the pointer or the focus is on them.
document.addEventListener("animationend", ({ target, animationName }) => { if (animationName === "drain") target.remove(); });
document.addEventListener("click", (event) => {
  if (!event.target.closest(".toast .dismiss")) return;
  event.preventDefault();
  event.target.closest(".toast").remove();
});
