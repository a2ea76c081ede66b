// Tells somebody who types a password that Caps Lock is on.
const hint = document.getElementById("caps");
document.getElementById("id_password")?.addEventListener("keyup", (event) => {
  hint.textContent = event.getModifierState?.("CapsLock") ? hint.dataset.words : "";
});
