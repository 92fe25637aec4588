// All that the site does with JavaScript.  Every page can be read without it.
(function () {
  "use strict";
  const root = document.documentElement;

  // light and dark
  const dark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.querySelector("button.theme").addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("mml-theme", root.dataset.theme); } catch (error) { /* storage is off */ }
  });

  // the contents on a narrow screen
  const menu = document.querySelector("button.menu");
  const contents = document.getElementById("contents");
  const show = (open) => {
    contents.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
  };
  menu.addEventListener("click", () => show(!contents.classList.contains("open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && contents.classList.contains("open")) { show(false); menu.focus(); }
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.getElementById("q").focus();
    }
  });

  // what scrolls sideways must be reachable by keyboard
  const boxes = document.querySelectorAll("pre, .scroll, .table-box, .map");
  const reach = () => boxes.forEach((box) => {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      if (box.tagName !== "PRE") { box.setAttribute("role", "group"); box.setAttribute("aria-label", "scrolls sideways"); }
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  });
  reach();
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  if (document.fonts) document.fonts.ready.then(reach);

  // copy a code cell
  if (navigator.clipboard) {
    document.querySelectorAll(".cell_input .highlight, .listing-box .highlight").forEach((box) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () =>
        navigator.clipboard.writeText(box.querySelector("pre").textContent).then(() => {
          button.textContent = "Copied";
          setTimeout(() => { button.textContent = "Copy"; }, 1500);
        }));
      box.append(button);
    });
  }

  // a link into a folded solution unfolds it
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target && target.closest("details");
    if (details) { details.open = true; target.scrollIntoView(); }
  };
  unfold();
  addEventListener("hashchange", unfold);

  // paper shows everything: folded parts, and the light figures, which a dark page has not asked for
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    document.querySelectorAll("img.only-light").forEach((figure) => { figure.loading = "eager"; });
  });

  // where we are, in the list of sections
  const links = new Map([...document.querySelectorAll(".onpage a[href^='#']")].map((a) => [a.hash.slice(1), a]));
  const marked = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((a) => a.removeAttribute("aria-current"));
      const link = links.get(entry.target.id);
      if (link) link.setAttribute("aria-current", "location");
    }
  }, { rootMargin: "-10% 0px -75% 0px" });
  document.querySelectorAll("section[id]").forEach((section) => { if (links.has(section.id)) marked.observe(section); });
})();
