function (el, svg, D, st, tools) { // what a reader takes along: the address, the table, the picture
  "use strict";
  const UNSAFE = /^[=+\-@\t\r＝＋－＠]/; // a spreadsheet would run it
  const SORTS = ["days", "usd", "co2", "km"], LANGS = ["en", "ru", "fa", "hi"];
  const between = (text, low, high) => { const value = parseFloat(text); return value >= low && value <= high ? value : null; };
  // ---- address: words that are not known are ignored, and nothing of it is put into the page
  const write = (view, day) => {
    const names = mask => D.switches.filter((s, bit) => mask >> bit & 1).map(s => s.name), on = names(st.mask), told = new URLSearchParams();
    if (on.length) told.set("on", on.join(","));
    if (st.sort !== "days") told.set("by", st.sort);
    if (st.lang !== tools.language) told.set("lang", st.lang);
    if (st.more) told.set("all", "1");
    if (st.held !== null) told.set("hold", names(st.held).join(","));
    if (st.step) told.set("step", st.step);
    if (view) told.set("at", view.map(v => v.toFixed(2)).join(","));
    if (day > 0) told.set("day", day.toFixed(1));
    if (st.embed) told.set("embed", "");
    return told.toString().replace(/embed=(?=&|$)/, "embed").replace(/%2C/g, ",");
  };
  const read = text => {
    const told = new URLSearchParams(String(text).replace(/^#/, "")), found = { mask: 0, embed: told.has("embed") };
    const mask = names => D.switches.reduce((all, s, bit) => all | (names.split(",").includes(s.name) ? 1 << bit : 0), 0);
    found.mask = mask(told.get("on") || "");
    if (told.has("hold")) found.held = mask(told.get("hold"));
    if (SORTS.includes(told.get("by"))) found.sort = told.get("by");
    if (LANGS.includes(told.get("lang"))) found.lang = told.get("lang");
    found.more = told.get("all") === "1";
    if (D.story.some(one => one.k === told.get("step"))) found.step = told.get("step");
    const at = (told.get("at") || "").split(",");
    const view = at.length === 3 ? [between(at[0], -85, 85), between(at[1], -360, 360), between(at[2], 1, 10)] : [null];
    if (!view.includes(null)) found.view = view;
    found.day = between(told.get("day"), 0, 400) || 0;
    return found;
  };
  const keep = (view, day) => { try { const now = write(view, day); if (now !== location.hash.slice(1)) history.replaceState(null, "", now ? "#" + now : location.pathname + location.search); } catch (error) { /* a frame without an address */ } };
  // ---- table: what is shown, as the commands write it
  const COLUMNS = ["way", "path", "length_km", "days_p10", "days_p50", "days_p90", "usd_per_teu_p10", "usd_per_teu_p50", "usd_per_teu_p90", "co2e_kg_per_teu_p10", "co2e_kg_per_teu_p50", "co2e_kg_per_teu_p90", "fastest_share", "worst_grade", "grade_d_share_of_days"];
  const record = row => { const [km, days, usd, co2, grade, share] = D.fig[row.fig]; return [row.route.id, D.trips[row.trip].path, km, ...days, ...usd, ...co2, row.share, grade, share]; };
  const head = () => ({ origin: D.meta.ends[0].name, destination: D.meta.ends[1].name, as_of: D.meta.as_of, scenarios: [...D.meta.scenarios, ...D.switches.filter((s, bit) => st.mask >> bit & 1).map(s => s.name)], draws: D.meta.draws, seed: D.meta.seed, price_year: D.meta.price_year, instc_version: D.meta.instc_version, data_hash: D.meta.data_hash, again: D.meta.again });
  const json = rows => JSON.stringify({ ...head(), alternatives: rows.map(row => Object.fromEntries(record(row).map((value, i) => [COLUMNS[i], value]))), unavailable: tools.world().gone.map(([way, reason]) => ({ way, reason })) }, null, 1);
  const cell = value => { let text = String(value); if (typeof value === "string" && UNSAFE.test(text)) text = "'" + text; return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; };
  const csv = rows => [COLUMNS, ...rows.map(record)].map(line => line.map(cell).join(",")).join("\r\n") + "\r\n";
  const save = (name, kind, text) => el("a", { download: name, href: "data:" + kind + ";charset=utf-8," + encodeURIComponent(text) }).click();
  // ---- picture: title, map, bars, scale, source, and how to ask again, as one SVG
  const KEPT = ["stroke", "strokeWidth", "strokeOpacity", "strokeDasharray", "strokeLinecap", "strokeLinejoin", "fill", "fillOpacity", "opacity"];
  const words = (text, x, y, size, colour, more) => svg("text", { x, y, "font-size": size, fill: colour, "font-family": "system-ui, 'Segoe UI', 'Noto Sans', sans-serif", ...more }, text);
  const wrap = (text, room) => text.split(" ").reduce((lines, word) => { const last = lines[lines.length - 1]; if ((last + " " + word).length > room) lines.push(word); else lines[lines.length - 1] = last ? last + " " + word : word; return lines; }, [""]);
  const compose = (box, labels, rows) => {
    const r = box.getBoundingClientRect(), style = getComputedStyle(document.documentElement), tone = name => style.getPropertyValue("--" + name).trim();
    const foot = wrap(tools.source(), Math.floor(r.width / 6)), asked = wrap(tools.t("again") + ": " + D.meta.again, Math.floor(r.width / 6.4)), low = 16 + 14 * (foot.length + asked.length), height = r.height + low;
    const out = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width: r.width, height, viewBox: "0 0 " + r.width + " " + height }, svg("title", {}, tools.title()), svg("rect", { width: r.width, height, fill: tone("card") }));
    const map = svg("svg", { width: r.width, height: r.height, viewBox: "0 0 " + r.width + " " + r.height, overflow: "hidden" }, svg("rect", { width: r.width, height: r.height, fill: tone("water") }));
    const depth = node => +getComputedStyle(node.closest(".leaflet-pane")).zIndex || 0;
    [...box.querySelectorAll(".leaflet-pane svg")].sort((a, b) => depth(a) - depth(b)).forEach(one => {
      const b = one.getBoundingClientRect(), paths = [...one.querySelectorAll("path")].filter(path => !path.classList.contains("ht") && path.getAttribute("d") !== "M0 0");
      if (!b.width || !paths.length) return;
      const copy = svg("svg", { x: (b.left - r.left).toFixed(1), y: (b.top - r.top).toFixed(1), width: b.width, height: b.height, viewBox: one.getAttribute("viewBox") });
      paths.forEach(path => { const g = getComputedStyle(path), twin = svg("path", { d: path.getAttribute("d") }); KEPT.forEach(name => twin.style.setProperty(name.replace(/[A-Z]/g, c => "-" + c.toLowerCase()), g[name])); copy.append(twin); });
      map.append(copy);
    });
    box.querySelectorAll(".dm b, .nd i").forEach(node => {
      const b = node.getBoundingClientRect(), g = getComputedStyle(node), x = b.left + b.width / 2 - r.left, y = b.top + b.height / 2 - r.top, mark = node.closest(".nd"), square = mark && mark.classList.contains("k-port"), turned = mark && mark.classList.contains("k-border");
      if (!b.width) return;
      const look = { fill: g.backgroundColor, stroke: g.borderTopColor, "stroke-width": 1.8 };
      map.append(square || turned ? svg("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9, transform: turned ? "rotate(45 " + x + " " + y + ")" : "", ...look }) : svg("circle", { cx: x, cy: y, r: mark ? b.width / 2 : 7.5, ...look }));
      if (node.textContent) map.append(words(node.textContent, x, y + 3.2, 9, tone("ink"), { "text-anchor": "middle", "font-weight": 700 }));
    });
    labels.filter(one => !one.node.classList.contains("hid") && one.node.textContent).forEach(one => {
      const b = one.node.getBoundingClientRect(), g = getComputedStyle(one.node);
      map.append(words(one.node.textContent, ((b.left + b.right) / 2 - r.left).toFixed(1), ((b.top + b.bottom) / 2 - r.top + parseFloat(g.fontSize) * 0.36).toFixed(1), g.fontSize, g.color, { "text-anchor": "middle", "font-weight": g.fontWeight, "font-style": g.fontStyle, stroke: tone("halo"), "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" }));
    });
    const ruler = box.querySelector(".leaflet-control-scale-line");
    if (ruler) { const x = r.width - ruler.offsetWidth - 14, y = r.height - 10; map.append(svg("path", { d: "M" + x + " " + (y - 6) + "V" + y + "h" + ruler.offsetWidth + "v-6", fill: "none", stroke: tone("ink"), "stroke-width": 1.5 }), words(ruler.textContent, x + 4, y - 5, 10.5, tone("ink"))); }
    out.append(map, card(box, rows, tone));
    let y = r.height + 15;
    foot.forEach(line => { out.append(words(line, 12, y, 10.5, tone("mut"))); y += 14; });
    asked.forEach(line => { out.append(words(line, 12, y, 10.5, tone("mut"))); y += 14; });
    return out;
  };
  const card = (box, rows, tone) => { // the bars, where the panel is
    const r = box.getBoundingClientRect(), p = tools.panel.getBoundingClientRect(), w = p.width, top = Math.max(...rows.map(row => tools.triple(row, st.sort)[2]), 1e-9), room = w - 32;
    const title = wrap(tools.title(), Math.floor(w / 9.5)), sub = wrap(tools.sub(), Math.floor(w / 6)), start = 20 + 22 * title.length + 15 * sub.length, tall = start + 36 * rows.length + 12;
    const kids = [svg("rect", { width: w, height: tall, rx: 12, fill: tone("card"), stroke: tone("line") })];
    title.forEach((line, i) => kids.push(words(line, 16, 28 + 22 * i, 18, tone("ink"), { "font-weight": 700 })));
    sub.forEach((line, i) => kids.push(words(line, 16, 24 + 22 * title.length + 15 * i, 11, tone("mut"))));
    rows.forEach((row, i) => {
      const y = start + 36 * i, [lo, mid, hi] = tools.triple(row, st.sort).map(v => v / top * room);
      kids.push(words(tools.label(row), 16, y + 12, 12.5, tone("ink"), { "font-weight": 600 }), words(tools.show(row), w - 16, y + 12, 12.5, tone("ink"), { "font-weight": 700, "text-anchor": "end" }));
      kids.push(svg("path", { d: "M16 " + (y + 23) + "h" + mid.toFixed(1), stroke: tone(row.group), "stroke-width": 8, "stroke-dasharray": tools.dash(row) ? "9 4" : "none" }));
      if (st.sort !== "km") kids.push(svg("path", { d: "M" + (16 + lo).toFixed(1) + " " + (y + 19) + "v8m0 -4h" + (hi - lo).toFixed(1) + "m0 -4v8", stroke: tone("ink"), "stroke-width": 1.5, fill: "none" }));
    });
    return svg("g", { transform: "translate(" + (p.left - r.left) + " " + (p.top - r.top) + ")" }, ...kids);
  };
  const canvasOf = async picture => { // at twice the size
    const canvas = el("canvas"), image = new Image(), w = +picture.getAttribute("width"), h = +picture.getAttribute("height");
    canvas.width = w * 2; canvas.height = h * 2;
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(picture));
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, w * 2, h * 2);
    return canvas;
  };
  return { read, write, keep, csv, json, save, compose, canvasOf };
}
