// Tells the sign-up form which time zone the browser is in.
const field = document.getElementById("time-zone");
if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
