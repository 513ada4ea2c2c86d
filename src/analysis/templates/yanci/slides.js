// Starts reveal.js; N shows the teacher's notes on the slide, S in a window of their own, which needs no script there; E lays out for print.
(() => {
  "use strict";
  const printing = /print-pdf/.test(location.search);
  Reveal.initialize({
    width: 1120, height: 700, margin: 0.05, center: false, hash: true, slideNumber: "c/t", transition: "none",
    view: printing ? "print" : null, showNotes: false, pdfSeparateFragments: false, help: false,
  });

  // The notes' window belongs to this page, so the page writes into it: its policy allows no other script.
  let desk = null;
  const note = slide => slide?.querySelector("aside.notes")?.innerHTML || "–";
  const heading = slide => (slide?.querySelector("h1, h2")?.textContent || "–").replace("¶", "");
  const write = () => {
    if (!desk || desk.closed) return;
    const [next] = Reveal.getSlides().slice(Reveal.getSlidePastCount() + 1);
    desk.document.querySelector(".now").textContent = heading(Reveal.getCurrentSlide());
    desk.document.querySelector(".note").innerHTML = note(Reveal.getCurrentSlide());
    desk.document.querySelector(".next").textContent = heading(next);
  };
  const openDesk = () => {
    desk = window.open("", "yanci-notes", "width=720,height=520");
    if (!desk) return;
    desk.document.title = document.title;
    const font = [...document.styleSheets[0].cssRules].find(rule => rule instanceof CSSFontFaceRule);
    desk.document.head.append(Object.assign(desk.document.createElement("style"), { textContent: `${font?.cssText || ""} h1, strong { font-weight: 400; } em { font-style: normal; color: #5b6472; }` }));
    desk.document.body.innerHTML = "<h1 class='now'></h1><div class='note'></div><p>→ <span class='next'></span></p><p class='clock'></p>";
    desk.document.body.style.cssText = "font:20px/1.7 'Noto Sans SC',sans-serif;margin:2rem;background:#fbf9f5;color:#1f2937";
    const began = Date.now();
    setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      if (!desk.closed) desk.document.querySelector(".clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 1000);
    write();
  };
  Reveal.addKeyBinding(78, () => Reveal.configure({ showNotes: !Reveal.getConfig().showNotes }));
  Reveal.addKeyBinding(83, openDesk);
  // Laid out for print, reveal.js takes no keys.
  const turn = () => { location.href = location.pathname + (printing ? "" : "?print-pdf"); };
  if (printing) document.addEventListener("keydown", event => { if (event.key === "e" || event.key === "E") turn(); });
  else Reveal.addKeyBinding(69, turn);
  Reveal.on("ready", write);
  Reveal.on("slidechanged", write);
})();
