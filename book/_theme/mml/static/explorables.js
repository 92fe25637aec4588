// Pictures that move.  Each is drawn complete in the page; this redraws it.
(function () {
  "use strict";
  const drawers = {
    "two-vectors": (box) => {
      const svg = box.querySelector("svg");
      const input = Object.fromEntries([...box.querySelectorAll("input")].map((i) => [i.name, i]));
      const number = (name, text) => { box.querySelector(`[data-number="${name}"]`).textContent = text; };
      const path = (name, ...points) =>
        svg.querySelector(`path.${name}`).setAttribute("d", "M" + points.map(([x, y]) => `${x} ${-y}`).join("L"));
      const draw = () => {
        const [u1, u2, v1, v2] = ["u1", "u2", "v1", "v2"].map((name) => Number(input[name].value));
        const dot = u1 * v1 + u2 * v2, area = Math.abs(u1 * v2 - u2 * v1);
        const lu = Math.hypot(u1, u2), lv = Math.hypot(v1, v2);
        const t = lu ? dot / (lu * lu) : 0;
        path("u", [0, 0], [u1, u2]);
        path("v", [0, 0], [v1, v2]);
        path("area", [0, 0], [u1, u2], [u1 + v1, u2 + v2], [v1, v2], [0, 0]);
        path("shadow", [0, 0], [t * u1, t * u2]);
        path("drop", [v1, v2], [t * u1, t * u2]);
        for (const [name, x, y] of [["u", u1, u2], ["v", v1, v2]]) {
          const tip = svg.querySelector(`circle.${name}`);
          tip.setAttribute("cx", x);
          tip.setAttribute("cy", -y);
        }
        number("dot", dot.toFixed(1));
        number("lengths", `${lu.toFixed(2)}, ${lv.toFixed(2)}`);
        number("angle", lu && lv ? `${(Math.atan2(area, dot) * 180 / Math.PI).toFixed(1)}°` : "none");
        number("shadow", lu ? (dot / lu).toFixed(2) : "none");
        number("area", area.toFixed(1));
      };
      box.addEventListener("input", draw);
      for (const name of ["u", "v"]) {
        const tip = svg.querySelector(`circle.${name}`);
        tip.addEventListener("pointerdown", (event) => { tip.setPointerCapture(event.pointerId); event.preventDefault(); });
        tip.addEventListener("pointermove", (event) => {
          if (!tip.hasPointerCapture(event.pointerId)) return;
          const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          const snap = (x) => Math.max(-5, Math.min(5, Math.round(2 * x) / 2));
          input[name + "1"].value = snap(at.x);
          input[name + "2"].value = snap(-at.y);
          draw();
        });
      }
    },
    "linear-machine": (box) => {
      const svg = box.querySelector("svg");
      const input = Object.fromEntries([...box.querySelectorAll("input")].map((i) => [i.name, i]));
      const number = (name, text) => { box.querySelector(`[data-number="${name}"]`).textContent = text; };
      const draw = () => {
        const [a, b, c, d] = ["a11", "a12", "a21", "a22"].map((name) => Number(input[name].value));
        const area = a * d - b * c;
        svg.querySelector("g.moved").setAttribute("transform", `matrix(${2 * a} ${-2 * c} ${2 * b} ${-2 * d} 0 0)`);
        for (const [name, x, y] of [["u", a, c], ["v", b, d]]) {
          svg.querySelector(`path.${name}`).setAttribute("d", `M0 0L${2 * x} ${-2 * y}`);
          const tip = svg.querySelector(`circle.${name}`);
          tip.setAttribute("cx", 2 * x);
          tip.setAttribute("cy", -2 * y);
        }
        const show = (x) => (x / area + 0).toFixed(2).replace(/^-0\.00$/, "0.00");
        number("area", area.toFixed(2));
        number("orientation", area > 0 ? "kept" : area ? "mirrored" : "flat");
        number("back1", area ? `${show(d)}, ${show(-b)}` : "none");
        number("back2", area ? `${show(-c)}, ${show(a)}` : "none");
      };
      box.addEventListener("input", draw);
      for (const [name, column] of [["u", 1], ["v", 2]]) {
        const tip = svg.querySelector(`circle.${name}`);
        tip.addEventListener("pointerdown", (event) => { tip.setPointerCapture(event.pointerId); event.preventDefault(); });
        tip.addEventListener("pointermove", (event) => {
          if (!tip.hasPointerCapture(event.pointerId)) return;
          const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          const snap = (x) => Math.max(-2, Math.min(2, Math.round(2 * x) / 4));
          input[`a1${column}`].value = snap(at.x);
          input[`a2${column}`].value = snap(-at.y);
          draw();
        });
      }
    },
    "three-learners": (box) => {
      const svg = box.querySelector("svg");
      const input = Object.fromEntries([...box.querySelectorAll("input")].map((i) => [i.name, i]));
      const say = (name, text) => { box.querySelector(`[data-number="${name}"]`).textContent = text; };
      const species = box.dataset.species.split(" "), majority = Number(box.dataset.majority);
      const [cut, below, above] = box.dataset.threshold.split(" ").map(Number);
      const seen = [...svg.querySelectorAll(".flower")].map((mark) => mark.dataset.at.split(" ").map(Number));
      const draw = () => {
        const a = Number(input.a.value), b = Number(input.b.value);
        const counts = species.map(() => 0);
        let near = seen[0], least = Infinity;
        for (const flower of seen) {
          if (flower[0] === a && flower[1] === b) counts[flower[2]] += 1;
          const squared = (flower[0] - a) ** 2 + (flower[1] - b) ** 2;
          if (squared < least) { near = flower; least = squared; }
        }
        const most = Math.max(...counts);
        say("table", most ? species[counts.indexOf(most)] : `${species[majority]}, a guess`);
        say("nearest", species[near[2]]);
        say("threshold", species[a <= cut ? below : above]);
        svg.querySelector(".near").setAttribute("d", `M${2 * a} ${-2 * b}L${2 * near[0]} ${-2 * near[1]}`);
        svg.querySelector(".new").setAttribute("cx", 2 * a);
        svg.querySelector(".new").setAttribute("cy", -2 * b);
      };
      const follow = (event) => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        input.a.value = at.x / 2;
        input.b.value = -at.y / 2;
        draw();
      };
      box.addEventListener("input", draw);
      svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); event.preventDefault(); follow(event); });
      svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) follow(event); });
    },
  };
  document.querySelectorAll("[data-explorable]").forEach((box) => drawers[box.dataset.explorable](box));
})();
