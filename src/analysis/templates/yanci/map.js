
// A map of the speech beside it: its layers, what is marked, and the part in view. The speech itself scrolls by keyboard, so the map is for the mouse.
(() => {
  const reader = document.querySelector(".y-reader");
  const map = document.querySelector(".y-map");
  if (!reader || !map) return;
  const STEPS = 1000, LAYERS = 6;
  const paths = Array.from({ length: LAYERS }, (_, i) => `<path class="y-map${i}" style="fill: var(--l${i})"/>`).join("");
  map.innerHTML = `<svg viewBox="0 0 ${2 * LAYERS} ${STEPS}" preserveAspectRatio="none">${paths}<path class="y-map-found"/><path class="y-map-here"/></svg>`;
  const layers = Array.from({ length: LAYERS }, (_, i) => map.querySelector(`.y-map${i}`));
  const found = map.querySelector(".y-map-found"), here = map.querySelector(".y-map-here");
  const frame = map.appendChild(Object.assign(document.createElement("div"), { className: "y-frame" }));

  // From where boxes begin to stand on the page to steps of the map; what falls on the same step is drawn once.
  const draw = (path, boxes, left, width, least) => {
    const whole = reader.scrollHeight, origin = reader.getBoundingClientRect().top - reader.scrollTop, steps = new Map();
    for (const box of boxes) {
      const step = Math.round((box.top - origin) / whole * STEPS);
      steps.set(step, Math.max(least, Math.round(box.height / whole * STEPS), steps.get(step) || 0));
    }
    path.setAttribute("d", [...steps].map(([step, height]) => `M${left} ${step}h${width}v${height}h-${width}z`).join(""));
  };
  const marks = Array.from({ length: LAYERS }, (_, i) => [...reader.querySelectorAll(`.y-l${i}`)]);
  let marked = { ranges: [], at: 0 };
  const drawMarked = () => {
    const boxes = marked.ranges.map((range) => range.getBoundingClientRect());
    draw(found, boxes, 0, 2 * LAYERS, 4);
    draw(here, boxes.slice(marked.at, marked.at + 1), 0, 2 * LAYERS, 6);
  };
  const drawAll = () => {
    layers.forEach((path, i) => {
      const control = reader.querySelector(`.y-on${i}`);
      draw(path, control && control.checked ? marks[i].map((mark) => mark.getBoundingClientRect()) : [], 2 * i, 2, 2);
    });
    drawMarked();
    moveFrame();
  };
  const moveFrame = () => {
    frame.style.top = `${reader.scrollTop / reader.scrollHeight * 100}%`;
    frame.style.height = `${Math.min(1, reader.clientHeight / reader.scrollHeight) * 100}%`;
  };
  const go = (event) => {
    const box = map.getBoundingClientRect();
    const calm = event.type === "pointermove" || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = (event.clientY - box.top) / box.height * reader.scrollHeight - reader.clientHeight / 2;
    reader.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  };
  map.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    map.setPointerCapture(event.pointerId);
    go(event);
  });
  map.addEventListener("pointermove", (event) => {
    if (map.hasPointerCapture(event.pointerId)) go(event);
  });
  document.addEventListener("y-marked", (event) => {
    marked = event.detail;
    drawMarked();
  });
  reader.addEventListener("scroll", moveFrame, { passive: true });
  reader.addEventListener("change", drawAll);
  new ResizeObserver(drawAll).observe(reader);
  document.fonts.ready.then(drawAll);
})();
