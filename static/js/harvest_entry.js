// Harvest entry: what a line weighs while it is typed, the units and commodities that fit, more lines without a reload.
const form = document.querySelector("form.entry");
const language = document.documentElement.lang === "en" ? "en" : "id";
const words = {
  id: { about: (text, kg) => `${text} ≈ ${kg} kg, perkiraan`, other: "Komoditas lain" },
  en: { about: (text, kg) => `${text} ≈ ${kg} kg, estimated`, other: "Other commodities" },
}[language];
const GRAMS = { kg: 1000, g: 1 };
const ALL_AT_ONCE = 8;
const AT_FIRST = 6;

// As the server reads it: in Indonesian a comma is decimal and a point groups thousands, in English the other way round.
const number = (text) => {
  const [decimal, group] = language === "en" ? [".", ","] : [",", "."];
  const plain = text.trim();
  if (plain.includes(decimal)) return Number(plain.replaceAll(group, "").replace(decimal, "."));
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(plain);
  return Number(grouped ? plain.replaceAll(group, "") : plain.replace(group, "."));
};
const checked = (line, name) => line.querySelector(`input[name$="-${name}"]:checked`);
const chipOf = (input) => input.closest(".chip");
const amountOf = (input) => input.closest("[data-line]").querySelector('input[name$="-quantity"]');

function weigh(line) {
  const commodity = checked(line, "commodity");
  const unit = checked(line, "unit");
  const typed = line.querySelector('input[name$="-quantity"]');
  const weight = line.querySelector('input[name$="-weight"]');
  const told = line.querySelector("[data-weighs]");
  const quantity = number(typed.value);
  const isWeight = Boolean(unit && GRAMS[unit.value]);
  line.querySelector(".crop-weight").hidden = isWeight;
  // What nobody sees is not sent.
  if (isWeight) weight.value = "";
  const known = commodity && unit && unit.value === commodity.dataset.unit && quantity > 0 && !isWeight;
  const kg = known ? ((quantity * Number(commodity.dataset.grams)) / 1000).toLocaleString(language, { maximumFractionDigits: 3 }) : "";
  const text = unit ? `${typed.value.trim()} ${chipOf(unit).textContent.trim()}` : "";
  told.hidden = !known || weight.value.trim() !== "";
  told.textContent = known ? words.about(text, kg) : "";
  weight.placeholder = known ? kg : "";
}

function fitUnits(line, choose) {
  const commodity = checked(line, "commodity");
  if (!commodity) return;
  const fits = (value) => value === commodity.dataset.unit || value in GRAMS;
  for (const input of line.querySelectorAll('input[name$="-unit"]')) {
    chipOf(input).hidden = !fits(input.value);
    if (choose ? input.value === commodity.dataset.unit : false) input.checked = true;
  }
  const unit = checked(line, "unit");
  if (!unit || !fits(unit.value)) line.querySelector(`input[name$="-unit"][value="${commodity.dataset.unit}"]`).checked = true;
}

// The site's last five stand first; what doesn't fit on a glance waits behind one line.
function orderCommodities(line) {
  const site = form.querySelector('[name="site"]:checked, select[name="site"]')?.value;
  const latest = document.querySelector(`[data-latest] [data-site="${site}"]`)?.dataset.commodities.split(" ") ?? [];
  const chips = line.querySelector(".crop-commodity .chips");
  const more = line.querySelector(".more-commodities");
  const all = [...line.querySelectorAll(".crop-commodity .chip")];
  all.forEach((chip, index) => (chip.dataset.index ??= index));
  const rank = (chip) => (latest.includes(chip.dataset.value) ? latest.indexOf(chip.dataset.value) - all.length : Number(chip.dataset.index));
  all.sort((a, b) => rank(a) - rank(b));
  const first = all.length > ALL_AT_ONCE ? AT_FIRST : all.length;
  const behind = all.filter((chip, index) => index >= first && !chip.querySelector("input").checked);
  chips.append(...all.filter((chip) => !behind.includes(chip)));
  more?.remove();
  if (!behind.length) return;
  const details = document.createElement("details");
  details.className = "more-commodities";
  details.innerHTML = '<summary></summary><div class="chips"></div>';
  details.firstChild.textContent = `${words.other} (${behind.length})`;
  details.lastChild.append(...behind);
  chips.after(details);
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
  holder.innerHTML = document.querySelector("[data-blank]").innerHTML.replaceAll("__prefix__", total.value);
  const line = holder.content.querySelector("[data-line]");
  form.querySelector("[data-lines]").append(line);
  total.value = Number(total.value) + 1;
  prepare(line);
  renumber();
  line.querySelector('input[type="radio"]').focus();
}

function prepare(line) {
  orderCommodities(line);
  fitUnits(line, false);
  weigh(line);
}

// Arrow keys look through the commodities; only a tap, Space or Enter chooses and goes on to the amount.
let browsing = false;
form?.addEventListener("pointerdown", () => (browsing = false));
form?.addEventListener("keydown", (event) => {
  browsing = event.key.startsWith("Arrow");
  const choosing = event.target.name?.endsWith("-commodity") && event.target.checked && [" ", "Enter"].includes(event.key);
  if (!choosing) return;
  event.preventDefault();
  amountOf(event.target).focus();
});

form?.addEventListener("input", (event) => {
  const line = event.target.closest("[data-line]");
  if (event.target.name === "site") form.querySelectorAll("[data-line]").forEach(orderCommodities);
  if (!line) return;
  if (event.target.name.endsWith("-commodity")) {
    fitUnits(line, true);
    if (!browsing) amountOf(event.target).focus();
  }
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
    (checked(next, "commodity") ?? next.querySelector('input[type="radio"]')).focus();
  }
});

if (form) {
  form.querySelectorAll("[data-line]").forEach(prepare);
  renumber();
}
