// The field of a new section has the focus as soon as it is there.
document.addEventListener("toggle", ({ target }) => {
  if (target.id === "new-section" && target.open) target.querySelector("#section-name").focus();
}, true);
document.querySelector("#new-section[open]:focus-within #section-name")?.focus(); // opened by what this was loaded for
