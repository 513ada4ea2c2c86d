"use strict";
// Rows lead to passages: offsets are code points into the speech, whose text nodes together are exactly its text.
(() => {
  const speech = document.querySelector(".y-speech");
  if (!speech) return;
  const nodes = [];
  let length = 0;
  const walker = document.createTreeWalker(speech, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node, start: length });
    length += Array.from(node.data).length;
  }

  // The text node that holds a code point, and the place in it in UTF-16 units.
  const locate = (offset) => {
    let low = 0, high = nodes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (nodes[middle].start <= offset) low = middle; else high = middle - 1;
    }
    const { node, start } = nodes[low];
    return [node, Array.from(node.data).slice(0, offset - start).join("").length];
  };
  const rangeOf = ([start, end]) => {
    const range = document.createRange();
    range.setStart(...locate(start));
    const [node, at] = locate(end - 1);
    range.setEnd(node, at + String.fromCodePoint(node.data.codePointAt(at)).length);
    return range;
  };

  const finder = document.querySelector(".y-finder");
  const found = finder.querySelector(".y-found");
  const paints = typeof Highlight === "function" && CSS.highlights;
  // Of a chart of all sentences only the one that was clicked is marked: to mark them all would say nothing.
  let ranges = [], at = 0, label = "", source = null, each = false;
  const opening = (text) => Array.from(text.trim()).slice(0, 14).join("") + (Array.from(text.trim()).length > 14 ? "…" : "");

  const paint = () => {
    if (paints) {
      CSS.highlights.set("y-found", new Highlight(...(each ? [] : ranges)));
      CSS.highlights.set("y-here", new Highlight(...(ranges.length ? [ranges[at]] : [])));
    } else if (ranges.length) {
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(ranges[at]);
    }
  };
  // The map beside the speech draws what is marked.
  const tell = () => document.dispatchEvent(new CustomEvent("y-marked", { detail: { ranges: each ? ranges.slice(at, at + 1) : ranges, at: each ? 0 : at } }));
  const show = () => {
    paint();
    tell();
    found.textContent = `${each ? opening(ranges[at].toString()) : label}  ${at + 1} / ${ranges.length}`;
    finder.hidden = false;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const target = ranges[at].startContainer.parentElement;
    target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };
  const step = (by) => {
    at = (at + by + ranges.length) % ranges.length;
    show();
  };
  const clear = () => {
    ranges = [];
    paint();
    tell();
    finder.hidden = true;
    document.querySelectorAll(".y-go[aria-current]").forEach((link) => link.removeAttribute("aria-current"));
  };

  // In a row of a chart along the text, the passage nearest to the place of the click; elsewhere, and from the keyboard, the first.
  const nearest = (event, spans) => {
    const lane = event.target.closest(".y-lane[data-extent]");
    if (!lane) return 0;
    const [low, high] = lane.dataset.extent.split(" ").map(Number);
    const box = lane.getBoundingClientRect();
    const place = low + (high - low) * (event.clientX - box.left) / box.width;
    const distances = spans.map(([start, end]) => Math.max(start - place, place - end, 0));
    return distances.indexOf(Math.min(...distances));
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".y-go");
    if (!link) return;
    event.preventDefault();
    clear();
    source = link;
    each = "each" in link.dataset;
    link.setAttribute("aria-current", "true");
    const spans = link.dataset.spans.split(" ").map((span) => span.split("-").map(Number));
    ranges = spans.map(rangeOf);
    at = nearest(event, spans);
    label = link.textContent.trim();
    show();
  });
  finder.querySelector(".y-previous").addEventListener("click", () => step(-1));
  finder.querySelector(".y-next").addEventListener("click", () => step(1));
  finder.querySelector(".y-clear").addEventListener("click", clear);
  finder.querySelector(".y-back").addEventListener("click", () => {
    if (source) { source.scrollIntoView({ block: "center" }); source.focus(); }
  });
  document.addEventListener("keydown", (event) => {
    if (finder.hidden || event.target.matches("input")) return;
    if (event.key === "Escape") clear();
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  });
})();

// A filter above each longer table.
(() => {
  const wording = JSON.parse(document.querySelector("main").dataset.say);
  document.querySelectorAll(".y-table").forEach((box, number) => {
    const table = box.querySelector("table");
    if (table.tBodies[0].rows.length < 8) return;
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "search", id: `y-filter${number}`, placeholder: wording.search_hint });
    const count = Object.assign(document.createElement("output"), { htmlFor: input.id });
    label.className = "y-filter";
    label.append(wording.search, input, count);
    const filter = () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        shown += !row.hidden;
      }
      count.textContent = `${shown} ${wording.rows}`;
    };
    input.addEventListener("input", filter);
    box.before(label);
    filter();
  });
})();
