// Evidence opens below its link, in the page's own frame; elsewhere, and for files that no frame shows, the link leads on.

const SHOWN = /^(application\/pdf|image\/)/;
const WIDE = matchMedia("(min-width: 56.26rem)"); // phones show no PDF in a frame
const root = document.querySelector("[data-evidence]");
const template = document.querySelector("template[data-viewer]");
let open = null; // { link, viewer }

const links = () => [...root.querySelectorAll(".files a[data-type]")].filter(({ dataset }) => SHOWN.test(dataset.type));

function frame(link) {
  const isImage = link.dataset.type.startsWith("image/");
  const part = document.createElement(isImage ? "img" : "iframe");
  const name = link.firstChild.textContent.trim();
  part.src = link.href;
  if (isImage) part.alt = name;
  else part.title = name;
  return part;
}

function show(link) {
  close();
  const viewer = template.content.firstElementChild.cloneNode(true);
  const name = viewer.querySelector("[data-name]");
  name.textContent = link.firstChild.textContent.trim();
  viewer.querySelector("[data-open]").href = link.href;
  viewer.querySelector("[data-place]").append(frame(link));
  viewer.querySelector("[data-close]").addEventListener("click", () => close({ back: true }));
  link.closest(".files").after(viewer);
  link.setAttribute("aria-expanded", "true");
  open = { link, viewer };
  viewer.scrollIntoView({ block: "nearest" });
  name.focus({ preventScroll: true });
}

function close({ back = false } = {}) {
  if (!open) return;
  open.viewer.remove();
  open.link.setAttribute("aria-expanded", "false");
  if (back) open.link.focus();
  open = null;
}

// The next piece of evidence, or the first again after the last.
export function next() {
  const all = links();
  const at = open ? all.indexOf(open.link) : -1;
  if (all.length) show(all[(at + 1) % all.length]);
}

root?.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!isPlain || !links().includes(link)) return;
  if (!WIDE.matches && !link.dataset.type.startsWith("image/")) return;
  event.preventDefault();
  if (open?.link === link) close({ back: true });
  else show(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open) close({ back: true });
});

if (root) for (const link of links()) link.setAttribute("aria-expanded", "false");
