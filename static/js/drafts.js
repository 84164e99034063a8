// What is typed and not saved yet is kept in the session storage, each key after
// its user's id. What someone else has left there goes, and signing out leaves none.
(() => {
  "use strict";
  const { user } = document.body.dataset;
  for (const key of Object.keys(sessionStorage))
    if (user && key.startsWith("draft ") && !key.startsWith(`draft ${user} `)) sessionStorage.removeItem(key);
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") !== "/sign-out") return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft ")) sessionStorage.removeItem(key);
  });
})();
