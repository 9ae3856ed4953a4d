function (el, svg, tools) { // days over kilometres: slope = moving, upright = standing still; linked with the map and the race
  "use strict";
  const W = 322, H = 172, LEFT = 26, LOW = 20, TOP = 8, SHORT = 0.75; // days: a shorter stay opens nothing
  const caption = el("figcaption"), chart = svg("svg", { viewBox: "0 0 " + W + " " + H, role: "img" }), clock = svg("path", { class: "td-c" });
  const figure = el("figure", { class: "td" }, caption, chart);
  let most = 1;
  const y = day => H - LOW - day / most * (H - LOW - TOP);
  const follow = row => { // km and days after each leg, scaled to the median; stays apart
    const legs = tools.legsOf(row.trip), all = legs.reduce((sum, leg) => sum + leg.h, 0), pace = tools.days(row);
    const points = [[0, 0]], stays = [];
    let km = 0, day = 0;
    legs.forEach(leg => {
      const from = day;
      km += leg.km; day += leg.h / all * pace;
      points.push([km, day]);
      if (!leg.km && day - from >= SHORT) stays.push({ km, from, to: day, at: leg.a });
    });
    return { row, points, stays };
  };
  const draw = rows => {
    const lines = rows.map(follow), far = Math.max(1, ...lines.map(one => one.points[one.points.length - 1][0]));
    most = Math.max(1, ...lines.map(one => one.points[one.points.length - 1][1])) * 1.04;
    const x = km => LEFT + km / far * (W - LEFT - 8), kids = [], every = most > 45 ? 20 : 10, step = far > 12000 ? 5000 : far > 5000 ? 2500 : 1000;
    for (let d = 0; d <= most; d += every) kids.push(svg("path", { d: "M" + LEFT + " " + y(d) + "H" + W, class: "td-g" }), svg("text", { x: LEFT - 4, y: y(d) + 3.5, class: "td-t", "text-anchor": "end" }, String(d)));
    for (let k = 0; k <= far; k += step) kids.push(svg("text", { x: x(k), y: H - 6, class: "td-t", "text-anchor": "middle" }, tools.num(k)));
    lines.forEach(one => {
      const name = tools.look(one.row), line = svg("path", { d: "M" + one.points.map(q => x(q[0]).toFixed(1) + " " + y(q[1]).toFixed(1)).join("L"), class: "td-l " + name });
      line.addEventListener("mouseenter", () => tools.focus(one.row.route.id));
      line.addEventListener("mouseleave", () => tools.focus(null));
      kids.push(line);
      one.stays.forEach(stay => {
        const upright = svg("path", { d: "M" + x(stay.km).toFixed(1) + " " + y(stay.from).toFixed(1) + "V" + y(stay.to).toFixed(1), class: "td-s " + name }, svg("title", {}, tools.place(stay.at) + ": " + tools.show(stay.to - stay.from)));
        upright.addEventListener("click", () => tools.open(stay.at));
        kids.push(upright);
      });
      const end = one.points[one.points.length - 1];
      kids.push(svg("circle", { cx: x(end[0]).toFixed(1), cy: y(end[1]).toFixed(1), r: 3, class: "f-" + one.row.group }));
    });
    chart.replaceChildren(...kids, clock);
    caption.textContent = tools.t("td");
    chart.setAttribute("aria-label", tools.t("td") + " " + lines.map(one => tools.label(one.row) + ": " + tools.num(one.points[one.points.length - 1][0]) + " " + tools.t("u_km") + ", " + tools.show(tools.days(one.row))).join("; "));
  };
  const at = day => clock.setAttribute("d", day > 0 && day <= most ? "M" + LEFT + " " + y(day).toFixed(1) + "H" + W : "");
  return { figure, draw, at };
}
