// The hall's screen: every two seconds what is called. Where the network is gone the last numbers stay, and since when.
const EVERY = 2000,
  FRESH = 8000;
const numbers = document.getElementById("numbers"),
  lost = document.getElementById("lost");
const calls = () => [...numbers.querySelectorAll("[data-call]")];
let seen = "",
  since = "";

const clock = () =>
  new Date().toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  });

// A number that was called just now stands black on white for a while; called once more, again.
function show(html) {
  const before = new Set(calls().map((call) => call.dataset.call));
  numbers.innerHTML = html;
  for (const call of calls().filter((one) => !before.has(one.dataset.call))) {
    call.classList.add("fresh");
    setTimeout(() => call.classList.remove("fresh"), FRESH);
  }
}

async function look() {
  try {
    const answer = await fetch("now/", {
      credentials: "omit",
      signal: AbortSignal.timeout(3 * EVERY),
    });
    if (answer.status === 404) {
      numbers.replaceChildren();
      lost.textContent = lost.dataset.gone;
    } else if (!answer.ok) {
      throw new Error(answer.status);
    } else {
      const html = await answer.text();
      if (html !== seen) show(html);
      seen = html;
      since = lost.textContent = "";
    }
  } catch {
    since ||= clock();
    lost.textContent = `${lost.dataset.lost} ${since}`;
  }
  setTimeout(look, EVERY);
}
seen = numbers.innerHTML;
look();
