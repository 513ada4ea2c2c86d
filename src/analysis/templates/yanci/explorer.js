// The passage that is stepped to, in the middle of its pane; only the pane scrolls. The text may be drawn a moment after this runs.
requestAnimationFrame(() => setTimeout(() => {
  const pane = document.querySelector(`.${name} .y-text`), mark = pane?.querySelector('.y-l7');
  if (!mark) return;
  const box = mark.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  if (box.top < frame.top + 40 || box.bottom > frame.bottom - 40) pane.scrollBy({ top: box.top - frame.top - frame.height / 3 });
}, 60));
