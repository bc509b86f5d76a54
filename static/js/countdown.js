// The time left, by the server's clock: the page says when it was made, and from then on only the seconds that pass
// are counted, so that a device whose clock is wrong shows the same. The script shows; the server decides.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const SOON = 10 * MINUTE;

for (const line of document.querySelectorAll("[data-countdown]")) count(line);

function count(line) {
  const deadline = Date.parse(line.dataset.deadline);
  const [open, closed, left, sign, say] = ["[data-open]", "[data-closed]", "[data-left]", ".countdown__sign", "[data-say]"].map(
    (part) => line.querySelector(part),
  );
  let ahead = Date.parse(line.dataset.now) - arrived(); // the server's clock before this page's stopwatch
  let timer = 0;

  function tick() {
    clearTimeout(timer);
    const remains = deadline - (ahead + performance.now());
    const isOver = remains <= 0;
    const isSoon = remains <= SOON;
    open.hidden = isOver;
    closed.hidden = !isOver;
    sign.hidden = !isSoon;
    line.closest(".strip")?.classList.toggle("strip--soon", isSoon);
    if (isOver) return tell(closed.textContent.trim());
    left.textContent = words(remains, line.dataset);
    if (isSoon) tell(line.dataset.soon.replace("{n}", SOON / MINUTE));
    timer = setTimeout(tick, remains > DAY + MINUTE ? MINUTE : remains % SECOND || SECOND);
  }

  function tell(sentence) {
    if (say.textContent !== sentence) say.textContent = sentence;
  }

  // A device that slept stops the stopwatch, and a page from the history is old: ask what time it is.
  async function ask() {
    try {
      const answer = await fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store" });
      const told = Date.parse(answer.headers.get("date")) - performance.now();
      if (Math.abs(told - ahead) > 2 * SECOND) ahead = told;
    } catch {
      // Without a network the stopwatch goes on.
    }
    tick();
  }

  tick();
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") ask();
}

// When the server's answer came, on the page's stopwatch.
function arrived() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || 0;
}

function words(remains, { day, days }) {
  const whole = Math.floor(remains / DAY);
  if (whole) return whole === 1 ? day : days.replace("{n}", whole);
  const seconds = Math.ceil(remains / SECOND);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
