// The desk by keyboard and scanner. Loaded before the page is drawn, so that no Enter of a scanner is quicker than its guard.
{
  // Scanners type a code and end it with CR and LF; people do not press Enter half a second after what they have not read.
  const GUARD = 500,
    SCANNED = 50,
    REPEATED = 1000;
  // A slow scanner is told from a person by what it types: a coupon.
  const isCoupon = (text) => /^(?=.*\d)[A-Z0-9]{4}-[A-Z0-9]{4}$/i.test(text);
  let shownAt = Infinity,
    typedAt = -Infinity,
    burst = "",
    slow = false,
    asked;

  const field = () => document.getElementById("q");
  const answer = () => document.getElementById("desk-answer");
  const home = () => document.querySelector(".desk").dataset.clearTo;
  const say = (words) => {
    document.getElementById("live").textContent = words;
  };
  const isText = (element) =>
    element.matches?.(
      "textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])",
    );
  const isPrintable = (event) =>
    event.key.length === 1 &&
    event.key !== " " &&
    !event.ctrlKey &&
    !event.altKey &&
    !event.metaKey;

  // The first question of the card that is not answered; its button when all are.
  function unanswered(form) {
    const data = new FormData(form),
      choice = form.querySelector("[name=collector]:checked");
    if (!choice) return form.querySelector("[name=collector]");
    if (!choice.value && !data.get("collector_name").trim())
      return form.querySelector("[name=collector_name]");
    if (!choice.value && !data.get("collector_relationship"))
      return form.querySelector("[name=collector_relationship]");
    return data.get("verified_by_method") ? null : form.querySelector("[name=verified_by_method]");
  }

  function shown() {
    shownAt = performance.now();
    const form = document.querySelector("form.hand-over");
    const wrong = document.querySelector("[data-outcome=invalid]");
    // Whoever types the next code keeps the field: it would end in a card that nobody looked at.
    if (form && !wrong && !field().value)
      (unanswered(form) ?? form.querySelector(".hand-over-button")).focus();
    startClock();
  }

  // What was said of the family before names her: it goes with her.
  const notices = () => document.getElementById("notices");

  function close() {
    asked?.abort();
    answer().replaceChildren();
    notices().replaceChildren();
    history.replaceState(null, "", home());
    field().value = "";
    field().focus();
    clearTimeout(idle);
  }

  // Enter inside the card hands over, or leads to what is still to be chosen.
  function enterInCard(event, form) {
    const now = event.timeStamp,
      target = event.target;
    // A scan into a field of the card is looked for, and leaves the field as it was.
    if (
      isText(target) &&
      (isCoupon(burst) || (!slow && burst.length > 3 && now - typedAt < SCANNED))
    ) {
      event.preventDefault();
      target.value = target.value.endsWith(burst)
        ? target.value.slice(0, -burst.length)
        : target.value;
      search(burst);
      return;
    }
    if (event.repeat || now - shownAt < GUARD || now - typedAt < GUARD) {
      event.preventDefault();
      return;
    }
    // Of a reason nothing but the reason is asked.
    if (target.matches("select") || form.matches(".override")) return;
    const missing = unanswered(form);
    if (missing) {
      event.preventDefault();
      missing.focus();
      say(answer().dataset.choose);
    }
  }

  function moveInLines(event) {
    const lines = [...answer().querySelectorAll("a.desk-line")];
    const at = lines.indexOf(document.activeElement);
    if (!lines.length || (at < 0 && document.activeElement !== field())) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (lines[Math.min(next, lines.length - 1)] ?? field()).focus();
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (!answer() || event.isComposing) return;
      const form = event.target.closest?.("form.hand-over, form.override");
      if (event.key === "Enter") {
        if (form) enterInCard(event, form);
      } else if (event.key === "Escape") {
        if (!document.querySelector(":popover-open, dialog[open]")) close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!form) moveInLines(event);
      } else if (isPrintable(event)) {
        const now = event.timeStamp;
        const goesOn = now - typedAt < GUARD;
        slow = goesOn && (slow || now - typedAt >= SCANNED);
        burst = goesOn ? burst + event.key : event.key;
        typedAt = now;
        // The letter follows the focus.
        if (!isText(event.target)) field().focus();
      }
    },
    { capture: true },
  );

  // A search leaves the field in place, so that a second scan is not typed into a page that is going away.
  // A scanner that is held over a coupon sends it again and again.
  let found = "",
    foundAt = -Infinity;
  function search(q) {
    const now = performance.now(),
      same = q.toUpperCase() === found && now - foundAt < REPEATED;
    [found, foundAt] = [q.toUpperCase(), now];
    if (same) return;
    const address = `${home()}?q=${encodeURIComponent(q)}`;
    return show(address, digits.test(q) ? home() : address);
  }
  async function show(address, told) {
    answer().replaceChildren();
    answer().setAttribute("aria-busy", "true");
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const response = await fetch(address, {
        signal: mine.signal,
        headers: { Accept: "text/html" },
      });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!page.getElementById("desk-answer")) throw new Error("not the desk");
      for (const id of ["notices", "desk-count", "desk-place", "desk-answer", "desk-queue"])
        document.getElementById(id)?.replaceWith(page.getElementById(id));
      history.pushState(null, "", told);
    } catch {
      // Signed out, or the network is gone: the browser itself says so.
      if (!mine.signal.aborted) location.assign(address);
      return;
    }
    shown();
    const spoken = answer().querySelector("[data-announce], .band, .desk-card-head, .outcome");
    say(spoken?.textContent.replace(/\s+/g, " ").trim() ?? "");
  }

  // A visitor may read over the counter: an answer is gone after a minute, and whatever is open after a minute without a touch.
  let idle, old;
  // What somebody is filling in is not cleared away: a reason, a name, a choice, or what came back with a mistake.
  const said = (form) => new URLSearchParams(new FormData(form)).toString();
  function isFilled(form) {
    const blank = form.cloneNode(true);
    blank.reset();
    return said(form) !== said(blank);
  }
  const held = () =>
    [...answer().querySelectorAll("form")].some(isFilled) ||
    document.activeElement?.matches("form.override input") ||
    document.querySelector("[data-outcome=invalid]") !== null;
  const seconds = () => document.querySelector(".desk").dataset.clearAfter * 1000;
  function wait() {
    clearTimeout(idle);
    if (answer()?.querySelector("[data-answer], .desk-card, .desk-line, .outcome"))
      idle = setTimeout(() => (held() ? wait() : location.assign(home())), seconds());
  }
  function startClock() {
    clearTimeout(old);
    for (const spoken of answer().querySelectorAll("[data-answer]"))
      old = setTimeout(() => {
        if (held()) return;
        spoken.remove();
        notices().replaceChildren();
      }, seconds());
    wait();
  }
  for (const touch of ["keydown", "pointerdown", "input"])
    document.addEventListener(touch, wait, { passive: true });

  // What the other desks do is seen within two seconds. Asking is nobody's touch, and without an answer all stays as it is.
  const EVERY = 2000;
  let leaving = false;
  function swap(part) {
    for (const id of ["desk-count", "desk-queue"]) {
      const old = document.getElementById(id),
        fresh = part.getElementById(id);
      if (old.textContent === fresh.textContent) continue;
      const held = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (held) (fresh.querySelector("button, a") ?? field()).focus();
    }
  }
  async function look() {
    const { now } = document.querySelector(".desk").dataset;
    const card = answer().querySelector("form.hand-over [name=entitlement]")?.value ?? 0;
    if (!document.hidden && !leaving && !answer().ariaBusy) {
      const response = await fetch(`${now}?card=${card}`, { redirect: "error" });
      const text = response.ok ? await response.text() : "";
      const part = new DOMParser().parseFromString(text, "text/html");
      if (leaving || !part.getElementById("desk-queue")) return;
      swap(part);
      const open = answer().querySelector(`form.hand-over [name=entitlement][value="${card}"]`);
      const address = `${home()}?entitlement=${card}`;
      if (open && part.querySelector("[data-served]")) await show(address, address);
    }
  }
  const watch = () =>
    look()
      .catch(() => {})
      .finally(() => setTimeout(watch, EVERY));

  // A NIK may not stand in an address: it is not even sent, and an address that has one loses it.
  const digits = /(\d[ .-]?){12}/;
  if (digits.test(decodeURIComponent(location.search)))
    history.replaceState(null, "", location.pathname);

  document.addEventListener("DOMContentLoaded", () => {
    const q = field();
    q.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = q.value.trim();
      q.setCustomValidity(digits.test(typed) ? q.dataset.noNumber : "");
      if (!q.reportValidity() || !typed) return;
      q.value = "";
      search(typed);
    });
    q.addEventListener("input", () => q.setCustomValidity(""));
    shown();
    if (document.querySelector(".desk").dataset.now) setTimeout(watch, EVERY);
  });
  // A page that the browser kept shows its old card again.
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) shown();
  });
  document.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented;
  });
  addEventListener("popstate", () => location.reload());
}
