// The interactive view: shows what Python answers. Every text goes in as text, never as HTML.
const element = (name, options = {}, ...children) => {
  const made = Object.assign(document.createElement(name), options);
  made.append(...children);
  return made;
};
const number = (value, digits = 0) => value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const LEGS = ["leg", "from", "to", "km", "days", "$/TEU"];
const HEAD = ["route", "km", "days P10", "P50", "P90", "$/TEU", "kg CO2e", "fastest", "est %", "days"];

function legTable(legs) {
  const row = (name, texts) => element("tr", {}, ...texts.map((text) => element(name, { textContent: text })));
  return element("table", {}, element("thead", {}, row("th", LEGS)), element("tbody", {}, ...legs.map((leg) => row("td", leg))));
}

function table(answer) {
  const { rows } = answer;
  const low = Math.min(...rows.map((row) => row.days_p10));
  const span = Math.max(...rows.map((row) => row.days_p90)) - low || 1;
  const place = (days) => `${(((days - low) / span) * 97).toFixed(1)}%`;
  const body = rows.map((row) => {
    const bar = element("i");
    bar.style.left = place(row.days_p10);
    bar.style.width = `${(((row.days_p90 - row.days_p10) / span) * 97).toFixed(1)}%`;
    const middle = element("b");
    middle.style.left = place(row.days_p50);
    const cells = row.texts.map((text) => element("td", { textContent: text }));
    const more = element("button", { type: "button", className: "more", textContent: row.texts[0], title: "legs of this way" });
    more.setAttribute("aria-expanded", "false");
    cells[0].replaceChildren(more);
    const spread = element("div", { className: "spread", role: "img", ariaLabel: `P10 ${number(row.days_p10, 1)}, P50 ${number(row.days_p50, 1)}, P90 ${number(row.days_p90, 1)} days` }, bar, middle);
    const legs = element("tr", { className: "legs", hidden: true }, element("td", { colSpan: HEAD.length }, legTable(row.legs)));
    more.addEventListener("click", () => { legs.hidden = !legs.hidden; more.setAttribute("aria-expanded", String(!legs.hidden)); });
    return [element("tr", { className: `way-${row.family}` }, ...cells, element("td", {}, spread)), legs];
  }).flat();
  const head = element("tr", {}, ...HEAD.map((text) => element("th", { scope: "col", textContent: text })));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function render({ model, el }) {
  const choices = model.get("choices");
  const field = (name) => element("input", { value: model.get("wish")[name], ariaLabel: name });
  const from = field("origin"), to = field("destination");
  const date = element("input", { type: "range", min: 0, max: choices.dates.length - 1, value: choices.dates.indexOf(model.get("wish").as_of), ariaLabel: "as of" });
  const value = element("input", { type: "range", min: 30, max: 60, value: 46, ariaLabel: "value of the cargo" });
  const dateText = element("span"), valueText = element("span");
  const switches = choices.scenarios.map((one) => element("input", { type: "checkbox", value: one.name }));
  const wrong = element("div", { className: "wrong", role: "status" });
  const rows = element("div", { className: "rows" });
  const notes = element("div");
  const map = element("iframe", { className: "map", title: "map of the ways" });
  const usd = () => (value.value === "46" ? 40000 : Number((10 ** (value.value / 10)).toPrecision(2)));
  const say = () => {
    dateText.textContent = `as of ${choices.dates[date.value]}`;
    valueText.textContent = `cargo worth ${number(usd())} USD a box`;
  };
  let asked = "";
  const ask = (settled = true) => {
    say();
    const scenarios = switches.filter((box) => box.checked).map((box) => box.value);
    const wish = { origin: from.value, destination: to.value, scenarios, as_of: choices.dates[date.value], value: usd(), settled };
    if (JSON.stringify(wish) === asked) return; // Enter asked it, and leaving the field would again
    asked = JSON.stringify(wish);
    rows.classList.add("busy");
    model.set("wish", wish);
    model.save_changes();
  };
  const show = () => {
    const answer = model.get("answer");
    rows.classList.remove("busy");
    wrong.textContent = answer.error;
    if (answer.error) return;
    const timed = element("p", { className: "small", textContent: `${answer.title}; answered in ${number(answer.milliseconds)} ms` });
    rows.replaceChildren(table(answer));
    const missing = answer.missing.map(([name, why]) => element("li", { textContent: `${name}: ${why}` }));
    const absent = element("details", { className: "small", hidden: !missing.length }, element("summary", { textContent: `not available: ${missing.length}` }), element("ul", {}, ...missing));
    notes.replaceChildren(absent, ...answer.notes.map((text) => element("p", { className: "small", textContent: text })), timed);
  };
  const draw = () => { map.srcdoc = model.get("page"); };
  [from, to, date, value, ...switches].forEach((input) => input.addEventListener("change", () => ask()));
  date.addEventListener("input", say); // a new date is computed when the slider is let go
  value.addEventListener("input", () => ask(false)); // while it moves, the ways stay and their prices follow
  const form = element("form", {},
    element("label", {}, "from", from), element("label", {}, "to", to), element("button", { type: "submit", textContent: "Ask" }), element("label", {}, dateText, date), element("label", {}, valueText, value),
    element("fieldset", {}, element("legend", { textContent: "suppose" }), ...switches.map((box, place) => element("label", { className: "switch", title: choices.scenarios[place].about }, box, choices.scenarios[place].label))));
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  [from, to].forEach((place) => place.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); ask(); } })); // a notebook swallows the submission
  const view = element("div", { className: "instc-explore" }, form, wrong, map, rows, notes);
  view.dataset.lmSuppressShortcuts = "true"; // keys typed here are no commands of a notebook
  el.append(view);
  model.on("change:answer", show);
  model.on("change:page", draw);
  say();
  show();
  draw();
  return () => { model.off("change:answer", show); model.off("change:page", draw); };
}

export default { render };
