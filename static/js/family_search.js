// A NIK may not stand in an address: text that holds one is said so and never sent.
const digits = /(\d[ .-]?){12}/;

function refuse(event) {
  const field = event.target;
  if (!field.dataset?.noNumber) return;
  const holds = digits.test(field.value);
  field.setCustomValidity(holds ? field.dataset.noNumber : "");
  if (holds) {
    event.stopImmediatePropagation();
    field.reportValidity();
  }
}

document.addEventListener("input", refuse, { capture: true });
if (digits.test(decodeURIComponent(location.search)))
  history.replaceState(null, "", location.pathname);
