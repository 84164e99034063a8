// The form that adds a section has the focus once it is opened.
document.addEventListener("toggle", ({ target }) => { if (target.open) target.querySelector("#section-name")?.focus(); }, true);
