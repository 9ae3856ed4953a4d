function (el, D, st, tools) { // five steps over the same map, each a view, a sentence and a number; a step without facts is not there
  "use strict";
  const t = tools.t, figure = day => tools.show(day, "days"), known = key => D.story.find(step => step.k === key);
  const nav = el("div", { class: "sg", role: "group" }), card = el("div", { class: "st-c", "aria-live": "polite", tabindex: "-1" }), h = el("h2", {}), box = el("section", { class: "story", hidden: !D.story.length }, h, nav, card);
  const row = (id, bit) => tools.rowsOf(D.worlds[bit === undefined ? 0 : 1 << bit]).find(one => one.route.id === id);
  const p50 = one => tools.triple(one, "days")[1], name = one => tools.label(one.route), best = (all, keep) => all.filter(keep).sort((a, b) => p50(a) - p50(b))[0];
  const tell = { // sentence, number, ways, places
    north: step => {
      const a = row(step.a), b = row(step.b);
      return [t("s_north", { a: name(a), b: name(b), x: figure(p50(a)), y: figure(p50(b)), u: tools.show(tools.triple(a, "usd")[1], "usd"), v: tools.show(tools.triple(b, "usd")[1], "usd") }), figure(Math.abs(p50(a) - p50(b))), [step.a, step.b], null];
    },
    gap: step => {
      const link = D.unbuilt[step.link], now = row(step.route), built = best(tools.rowsOf(D.worlds[1 << step.bit]), one => one.kind === now.kind && one.place);
      const words = [t("s_gap", { p: tools.place(link.b), q: tools.place(link.a), k: tools.num(step.km), x: step.d.map(tools.days).join(" + "), z: figure(step.d[0] + step.d[1] + step.d[2]) })];
      if (built) words.push(t("s_gap_built", { r: name(now), x: figure(p50(now)), y: figure(p50(built)) }));
      if (step.due) words.push(t("s_gap_due", { j: step.due }));
      if (step.mt) words.push(t("s_gap_then", { p: [...new Set(step.held.map(tools.place))].join(" – "), m: tools.num(step.mt, step.mt % 1 ? 1 : 0) }));
      return [words.join(" "), built ? tools.signed(p50(built) - p50(now), "days") + "\u00a0" + t("u_days") : figure(step.d[0] + step.d[1] + step.d[2]), [step.route], tools.decode(link.p)];
    },
    gauge: step => {
      const now = row(step.route);
      return [t("s_gauge", { p: tools.place(step.at), g: step.g.join(" / "), x: figure(step.d), r: name(now), y: figure(p50(now)) }), step.g.join("\u202f/\u202f") + "\u00a0" + t("mm"), [step.route], [tools.spot(step.at)]];
    },
    hormuz: step => {
      const gate = D.gates.find(one => one.id === "hormuz"), shut = step.bit === null ? null : best(tools.rowsOf(D.worlds[1 << step.bit]), one => one.route.family === "over_iran");
      return [t("s_hormuz", { p: tools.place(step.at), s: tools.gate("hormuz"), i: t(gate.state), x: figure(step.d) }) + (shut ? " " + t("s_hormuz_shut", { r: name(shut), y: figure(p50(shut)) }) : ""), figure(step.d), [step.route], [tools.spot(step.at), [gate.y, gate.x]]];
    },
    event: step => {
      const days = step.low === step.high ? tools.days(step.high) : tools.num(step.low, step.low % 1 ? 1 : 0) + "–" + tools.num(step.high, step.high % 1 ? 1 : 0);
      return [t("s_event", { j: step.when, p: tools.place(step.at[0]), q: tools.place(step.at[1]), d: days, g: step.grade, x: figure(step.d) }) + (step.disputed ? " " + t("s_event_not") : "") + " " + t("s_event_open"), days + "\u00a0" + t("u_days"), [step.route], step.at.map(tools.spot)];
    }
  };
  const go = (key, held) => {
    st.step = known(key) ? key : null;
    draw();
    tools.changed();
    if (held) { const here = [...nav.children].find(one => one.dataset.k === key); (here || nav.firstChild).focus(); }
  };
  const beside = by => { const at = D.story.findIndex(step => step.k === st.step), next = D.story[at + by]; go(next ? next.k : null, true); };
  nav.addEventListener("keydown", event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) { event.preventDefault(); beside(document.documentElement.dir === "rtl" ? -by : by); }
    if (event.key === "Escape" && st.step) { event.stopPropagation(); go(null, true); }
  });
  const draw = () => {
    h.textContent = t("story");
    nav.setAttribute("aria-label", t("story"));
    nav.replaceChildren(...D.story.map((step, i) => el("button", { type: "button", "data-k": step.k, title: t("st_" + step.k), "aria-pressed": String(st.step === step.k), "aria-label": i + 1 + ": " + t("st_" + step.k), on: { click: () => go(st.step === step.k ? null : step.k, true) } }, String(i + 1))));
    [...nav.children].forEach((one, i) => { one.tabIndex = (st.step ? one.dataset.k === st.step : !i) ? 0 : -1; });
    const step = known(st.step);
    card.hidden = !step;
    if (!step) { card.replaceChildren(); return; }
    const [words, number] = tell[step.k](step), sentence = words.replace(/\.\.(?= |$)/g, "."); // "дн." ends a sentence by itself
    card.replaceChildren(el("h3", {}, t("st_" + step.k)), el("b", { class: "st-x" }, number), el("p", {}, sentence),
      el("button", { type: "button", class: "quiet", on: { click: () => beside(1) } }, t(step === D.story[D.story.length - 1] ? "st_end" : "st_next")), tools.sources(step.src || []) || "");
  };
  const told = () => { const step = known(st.step); return step ? tell[step.k](step) : null; };
  return { box, draw, go, ways: () => (told() || [0, 0, []])[2], spots: () => (told() || [0, 0, 0, null])[3] };
}
