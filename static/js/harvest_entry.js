// Harvest entry: a place brings the crop and unit of its last harvest, the weight is told while it is typed, lines are added without a reload.
const form = document.querySelector("form.entry");
const language = document.documentElement.lang === "en" ? "en" : "id";
const words = {
  id: (text, kg) => `${text} ±\u00a0${kg} kg, perkiraan`,
  en: (text, kg) => `${text} ±\u00a0${kg} kg, estimated`,
}[language];
const GRAMS = { kg: 1000, g: 1 };

// As the server reads it: in Indonesian a comma is decimal and a point groups thousands, in English the other way round.
const number = (text) => {
  const [decimal, group] = language === "en" ? [".", ","] : [",", "."];
  const plain = text.trim();
  if (plain.includes(decimal)) return Number(plain.replaceAll(group, "").replace(decimal, "."));
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(plain);
  return Number(grouped ? plain.replaceAll(group, "") : plain.replace(group, "."));
};
const field = (line, name) => line.querySelector(`[name$="-${name}"]`);
const chosen = (select) => select.selectedOptions[0];

function weigh(line) {
  const commodity = chosen(field(line, "commodity"));
  const unit = chosen(field(line, "unit"));
  const typed = field(line, "quantity");
  const weight = field(line, "weight");
  const told = line.querySelector("[data-weighs]");
  const quantity = number(typed.value);
  const isWeight = Boolean(GRAMS[unit.value || commodity.dataset.unit]);
  line.querySelector(".crop-weight").hidden = isWeight;
  // What nobody sees is not sent.
  if (isWeight) weight.value = "";
  const known =
    commodity.value &&
    (unit.value || commodity.dataset.unit) === commodity.dataset.unit &&
    quantity > 0 &&
    !isWeight;
  const kg = known
    ? ((quantity * Number(commodity.dataset.grams)) / 1000).toLocaleString(language, {
        maximumFractionDigits: 3,
      })
    : "";
  told.hidden = !known || weight.value.trim() !== "";
  told.textContent = known ? words(`${typed.value.trim()} ${unit.textContent.trim()}`, kg) : "";
  weight.placeholder = known ? kg : "";
}

function fitUnits(line, wanted) {
  const unit = field(line, "unit");
  const own = chosen(field(line, "commodity")).dataset.unit;
  if (!own) return;
  const fits = (value) => value === own || value in GRAMS;
  for (const option of unit.options) option.hidden = option.disabled = !fits(option.value);
  if (wanted && fits(wanted)) unit.value = wanted;
  if (!fits(unit.value)) unit.value = own;
}

// What a place gave last is what it gives again, until somebody chooses otherwise.
function remember(line) {
  const last = document.querySelector(
    `[data-remembered] [data-site="${field(line, "site").value}"]`,
  );
  if (!last) return;
  field(line, "commodity").value = last.dataset.commodity;
  fitUnits(line, last.dataset.unit);
}

function renumber() {
  const lines = [...form.querySelectorAll("[data-line]")];
  lines.forEach((line, index) => {
    line.querySelector("[data-number]").textContent = lines.length > 1 ? index + 1 : "";
    line.querySelector("[data-remove]").hidden = lines.length === 1;
  });
}

function addLine() {
  const total = form.querySelector('input[name="line-TOTAL_FORMS"]');
  const holder = document.createElement("template");
  holder.innerHTML = document
    .querySelector("[data-blank]")
    .innerHTML.replaceAll("__prefix__", total.value);
  const line = holder.content.querySelector("[data-line]");
  form.querySelector("[data-lines]").append(line);
  total.value = Number(total.value) + 1;
  renumber();
  weigh(line);
  field(line, "site").focus();
}

form?.addEventListener("input", (event) => {
  const line = event.target.closest("[data-line]");
  if (!line) return;
  if (event.target === field(line, "site")) remember(line);
  if (event.target === field(line, "commodity")) fitUnits(line, chosen(event.target).dataset.unit);
  weigh(line);
});

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-more]") && form.querySelectorAll("[data-line]").length < 20) {
    event.preventDefault();
    addLine();
  } else if (button?.matches("[data-remove]")) {
    // The numbers of the remaining lines stay; the server passes over the missing one.
    const line = button.closest("[data-line]");
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    renumber();
    field(next, "site").focus();
  }
});

if (form) {
  for (const line of form.querySelectorAll("[data-line]")) {
    fitUnits(line, "");
    weigh(line);
  }
  renumber();
  if (!form.querySelector("[role='alert']"))
    field(form.querySelector("[data-line]"), "site").focus();
}
