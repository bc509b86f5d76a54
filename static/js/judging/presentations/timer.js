// The clock of a presentation, by the server's time: the page says when it was made, and from then on only the seconds
// that pass are counted, so that two screens with clocks of their own show the same. htmx asks every few seconds
// whether somebody pressed a button elsewhere, and brings the section anew.
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let timer = 0;
let wasFocused = false;

run(arrived());

document.addEventListener("htmx:beforeSwap", (event) => {
  wasFocused = Boolean(event.detail.target.closest?.("[data-timer]") && document.activeElement?.closest("[data-timer]"));
});

document.addEventListener("htmx:afterSettle", () => {
  run(performance.now());
  if (wasFocused) document.querySelector("[data-timer] [data-go]")?.focus();
  wasFocused = false;
});

// A device that slept stops the stopwatch: the section comes anew.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) location.reload();
});

function run(at) {
  clearTimeout(timer);
  const clock = document.querySelector("[data-timer]");
  if (!clock?.dataset.deadline) return;
  const ahead = Date.parse(clock.dataset.now) - at;
  const deadline = Date.parse(clock.dataset.deadline);
  const whole = Number(clock.dataset.minutes) * MINUTE;
  const [figures, note, bar] = ["[data-figures]", "[data-note]", "[data-bar]"].map((part) => clock.querySelector(part));
  figures.classList.remove("timer__figures--words");
  bar.hidden = false;

  function tick() {
    const remains = deadline - (ahead + performance.now());
    const isOver = remains <= 0;
    const isLast = !isOver && remains <= MINUTE;
    clock.classList.toggle("is-last", isLast);
    clock.classList.toggle("is-over", isOver);
    figures.textContent = isOver ? `+${face(Math.floor(-remains / SECOND))}` : face(Math.ceil(remains / SECOND));
    bar.value = Math.min(1, Math.max(0, 1 - remains / whole));
    tell(note, isOver ? clock.dataset.over : isLast ? clock.dataset.last : "");
    timer = setTimeout(tick, ((remains % SECOND) + SECOND) % SECOND || SECOND);
  }

  tick();
}

function tell(note, sentence) {
  if (note.textContent !== sentence) note.textContent = sentence;
}

function face(seconds) {
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

// When the server's answer came, on the page's stopwatch.
function arrived() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || 0;
}
