// A picker closes over its choice and shows it; "Ganti" opens it again. Arrow keys wander among the choices without closing.
const pickers = document.querySelectorAll("details.picker");

function close(picker) {
  const chosen = picker.querySelector("input[type=radio]:checked");
  if (!chosen) return;
  const summary = picker.querySelector("summary");
  summary.querySelector("[data-picked]").textContent = chosen.labels[0].textContent.trim();
  picker.querySelector("input[type=search]").value = "";
  summary.hidden = false;
  picker.open = false;
  summary.focus();
}

for (const picker of pickers) {
  const field = picker.querySelector("input[type=search]");
  let pointed = false;
  picker.addEventListener("pointerdown", (event) => {
    pointed = Boolean(event.target.closest(".form-check"));
  });
  picker.addEventListener("click", (event) => {
    if (pointed && event.target.matches("input[type=radio]")) close(picker);
  });
  picker.addEventListener("keydown", (event) => {
    pointed = false;
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target === field && !picker.querySelector("input[type=radio]:checked"))
      picker.querySelector("input[type=radio]")?.focus();
    else close(picker);
  });
  picker.addEventListener("toggle", () => {
    if (picker.open && !picker.querySelector("summary").hidden) field.focus();
  });
}
