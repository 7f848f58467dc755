// The page asks `Walk` in Python, and shows what it answers as text, never as HTML.
const $ = (id) => document.getElementById(id);
const config = JSON.parse($("config").textContent);
const words = config.words;
const say = (key, values = {}) =>
  Object.entries(values).reduce((s, [k, v]) => s.replace(`{${k}}`, () => v), words[key] ?? key);

// Nothing is fetched: what the runtime asks for stands in this file, all else is refused.
async function inlined(name) {
  const text = atob($(name).textContent.trim());
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(plain).arrayBuffer();
}

async function module(name) {
  const url = URL.createObjectURL(new Blob([await inlined(name)], { type: "text/javascript" }));
  try { return await import(url); } finally { URL.revokeObjectURL(url); }
}

globalThis.fetch = async (asked) => {
  const name = String(asked.url ?? asked).split("/").pop();
  const types = { "pyodide.asm.wasm": "application/wasm", "python_stdlib.zip": "application/zip" };
  if (!(name in types)) throw new TypeError(`${name} is not in this file`);
  return new Response(await inlined(name), { headers: { "Content-Type": types[name] } });
};

async function start() {
  const { loadPyodide } = await module("pyodide.mjs");
  const python = await loadPyodide({
    indexURL: "https://inlined.invalid/",
    createPyodideModule: (await module("pyodide.asm.mjs")).default,
    lockFileContents: config.lock,
    packageBaseUrl: "https://inlined.invalid/",
  });
  python.unpackArchive(await inlined("library.zip"), "zip", { extractDir: "/library" });
  python.globals.set("page_law", $("law").value);
  python.globals.set("page_lang", config.lang);
  const walk = python.runPython(
    "import sys\nsys.path.insert(0, '/library')\n" +
    "from ratsflow.exchange.onefile.walk import Walk\nWalk(page_law, page_lang)");
  for (const each of ["pyodide.asm.wasm", "python_stdlib.zip", "library.zip"]) $(each).remove();
  return (request) => JSON.parse(walk.ask(JSON.stringify(request)));
}

let walk, law, seen = null, chosen = null, fields = [];

function ask(request) {
  try {
    return walk(request);
  } catch (error) {
    $("said").textContent = `${say("broken")} ${String(error.message ?? error).trim().split("\n").pop()}`;
    return null;
  }
}

const at = () => ({ at: $("at").value, role: $("who").value });

function make(tag, text = "", set = {}) {
  const made = Object.assign(document.createElement(tag), set);
  if (text) made.textContent = text;
  return made;
}

// A day as people write it; the month in letters where numbers could be mistaken.
function day(text) {
  const form = config.lang === "de" ? { day: "2-digit", month: "2-digit", year: "numeric" } : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(config.lang === "de" ? "de" : "en-GB", { timeZone: "UTC", ...form }).format(new Date(text));
}

function list(rows, tag = "ul") {
  const made = make(tag);
  for (const each of rows) made.append(make("li", each));
  return made;
}

function wrong(answer, place, heading = "wrong") {
  place.replaceChildren();
  if (!answer) return true;
  if (!answer.errors) return false;
  place.append(make("p", say(heading)), list(answer.errors));
  $("said").textContent = `${say(heading)} ${answer.errors.join(" ")}`;
  return true;
}

function choose(select, known, first) {
  const before = select.value, rows = Object.entries(known);
  const options = rows.map(([value, label]) => make("option", label, { value }));
  if (first !== undefined) options.unshift(make("option", first, { value: "" }));
  select.replaceChildren(...options);
  if (rows.some(([value]) => value === before)) select.value = before;
}

const lines = (text) => text.split("\n").map((each) => each.trim()).filter(Boolean);

function names(id) {
  if ($(`${id}-none`)?.checked) return [];
  const place = $(id);
  const found = place.multiple ? [...place.selectedOptions].map((each) => each.value) : lines(place.value);
  return found.length ? found : "";
}

function showLaw(answer) {
  law = answer;
  choose($("who"), law.roles, say("anybody"));
  choose($("opener"), law.roles);
  choose($("topics"), law.topics);
  document.title = document.querySelector("h1").textContent = say("title", { town: answer.town });
}

$("read").addEventListener("click", () => {
  const answer = ask({ do: "read", paper: $("paper").value });
  $("open-form").hidden = true;
  if (wrong(answer, $("route"))) return;
  $("open-form").hidden = false;
  $("paper-title").textContent = answer.title;
  const route = answer.route.map((each, index) => {
    const row = make("p"), id = `route-${index}`;
    const select = make("select", "", { id, required: true });
    choose(select, law.purposes, each.role ? undefined : "–");
    if (each.role) { select.value = each.role; select.disabled = true; }
    row.append(make("label", say("route_ask", { body: each.body }), { htmlFor: id }), select,
      make("label", say("members", { body: each.body }), { htmlFor: `${id}-members` }),
      make("input", "", { id: `${id}-members`, type: "number", min: 1 }));
    return row;
  });
  $("route").replaceChildren(...(route.length ? route : [make("p", say("route_none"))]));
  $("said").textContent = answer.title;
});

$("paper").addEventListener("input", () => { $("open-form").hidden = true; });

$("open-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const route = [...$("route").querySelectorAll("select")].map((each) =>
    ({ role: each.value, members: $(`${each.id}-members`).value }));
  const noted = { topics: names("topics"), districts: names("districts") };
  const answer = ask({
    do: "open", paper: $("paper").value, route, noted, at: $("at").value, role: $("opener").value,
  });
  if (!answer || answer.errors) { wrong(answer, $("stand")); return; }
  $("who").value = $("opener").value;
  $("look").disabled = false;
  close();
  show(answer, say("opened"));
  $("stand-head").focus();
});

$("when-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const answer = ask({ do: "look", ...at() });
  if (!answer || answer.errors) { wrong(answer, $("stand")); return; }
  $("verdict").replaceChildren();
  show(answer, say("looked"));
});

function show(answer, told) {
  seen = answer.now;
  const place = $("stand"), parts = [];
  parts.push(make("p", say("state", { state: seen.state.label, since: day(seen.state.since) })));
  const roles = seen.turn.roles.map((each) => each.label).join(", ");
  parts.push(make("p", seen.turn.until ? say("turn_day", { day: day(seen.turn.until) })
    : roles ? say("turn", { roles }) : say("turn_none")));
  if (seen.missing.length) {
    parts.push(make("h3", say("missing")), list(seen.missing.map((each) =>
      [each.label, each.not_before && day(each.not_before), each.from.map((one) => one.label).join(", "), each.norm].filter(Boolean).join(" – "))));
  } else if (seen.next.length) parts.push(make("p", say("missing_none")));
  if (seen.deadlines.length) {
    parts.push(make("h3", say("deadlines")),
      list(seen.deadlines.map((each) => `${day(each.day)}: ${each.what} (${each.norm})`)));
  }
  if (seen.steps.length) parts.push(make("h3", say("steps")));
  const [near, others, far] = [1, 2, 3].map(() => make("ul", "", { className: "plain" }));
  for (const step of seen.steps) {
    const button = make("button", `${step.label}: ${say(`${step.status}_status`)}`, { type: "button" });
    button.dataset.step = step.step;
    button.dataset.on = step.on ?? "";
    button.setAttribute("aria-pressed", String(Boolean(chosen) && same(step, chosen)));
    button.addEventListener("click", () => choice(step));
    const row = make("li");
    row.append(button);
    const main = ["main", "cure"].includes(step.group);
    (step.status === "unfit" ? far : main ? near : others).append(row);
  }
  parts.push(near);
  for (const [key, rows] of [["others", others], ["unfit", far]]) {
    if (!rows.children.length) continue;
    const more = make("details");
    more.append(make("summary", say(key, { n: rows.children.length })), rows);
    parts.push(more);
  }
  place.replaceChildren(...parts);
  $("way").replaceChildren(...list(answer.way.map((each) => `${each.day}: ${each.step} – ${each.by}`)).children);
  $("said").textContent = `${told} ${say("state", { state: seen.state.label, since: day(seen.state.since) })}.`;
}

const same = (one, other) => one.step === other.step && (one.on ?? "") === (other.on ?? "");

function close() {
  chosen = null;
  $("step").hidden = true;
  $("verdict").replaceChildren();
}

function choice(step) {
  const answer = ask({ do: "form", step: step.step });
  if (!answer || answer.errors) { wrong(answer, $("stand")); return; }
  chosen = step;
  fields = answer.fields;
  for (const each of $("stand").querySelectorAll("[data-step]")) {
    each.setAttribute("aria-pressed", String(same(step, { step: each.dataset.step, on: each.dataset.on })));
  }
  $("step").hidden = false;
  $("step-head").textContent = say("step_head", { step: step.label });
  const more = make("details"), rows = [], others = [];
  for (const each of fields) (isAsked(each) ? rows : others).push(row(each));
  if (others.length) {
    more.append(make("summary", say("more", { n: others.length })), ...others);
    rows.push(more);
  }
  const buttons = make("p");
  buttons.append(make("button", say("assess"), { type: "submit", value: "assess", id: "assess" }), " ",
    make("button", say("take"), { type: "submit", value: "take", id: "take" }));
  $("step-form").replaceChildren(...rows, buttons);
  $("verdict").replaceChildren();
  $("step-head").focus();
}

function isAsked(field) {
  const [head, part] = field.name.split(".");
  const asked = chosen.inputs.find((each) => each.name === head);
  if (head === "motion" && part) {
    return seen.ahead.some((each) => each.taken_by === chosen.step && each.fact === field.name);
  }
  return asked.required || chosen.missing.includes(`input:${chosen.step}.${head}`)
    || seen.ahead.some((each) => each.taken_by === chosen.step && each.fact === head);
}

const types = { number: "number", euro: "number", day: "date", moment: "datetime-local" };

function row(field) {
  const made = make("p"), id = `in-${field.name}`;
  const hint = { names: field.name === "motion.topics" ? "" : say("names_hint"), consultations: say("consultations_hint") }[field.kind];
  const extra = [field.required ? say("required") : "", hint].filter(Boolean).join("; ");
  made.append(make("label", field.label + (extra ? ` (${extra})` : ""), { htmlFor: id }));
  let input;
  if (field.name === "motion.topics") {
    input = make("select", "", { id, multiple: true, size: 6 });
    choose(input, law.topics);
  } else if (field.kind === "flag" || Object.keys(field.choices).length) {
    input = make("select", "", { id });
    choose(input, field.kind === "flag" ? { yes: say("yes"), no: say("no") } : field.choices, say("unsaid"));
  } else if (["names", "motion", "consultations"].includes(field.kind)) {
    input = make("textarea", "", { id, rows: field.kind === "motion" ? 12 : 2, value: field.value ?? "" });
  } else {
    input = make("input", "", { id, type: types[field.kind] ?? "text" });
    if (field.kind === "euro") input.step = "0.01";
  }
  made.append(input);
  if (field.kind === "names" && !input.multiple) {
    const box = make("label", "", { className: "box" });
    box.append(make("input", "", { type: "checkbox", id: `${id}-none` }), ` ${say("none")}`);
    made.append(box);
  }
  return made;
}

function given() {
  const found = {};
  for (const field of fields) {
    const id = `in-${field.name}`;
    const value = field.kind === "names" ? names(id) : $(id).value;
    const kept = field.kind === "motion" && !field.required && value === field.value;
    if (value !== "" && !kept) found[field.name] = value;
  }
  return found;
}

$("step-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const does = event.submitter?.value ?? "assess";
  const answer = ask({
    do: does, ...at(), step: chosen.step, on: chosen.on, given: given(), version: seen.version,
  });
  if (wrong(answer, $("verdict"))) return;
  if (answer.taken) {
    close();
    show(answer, say("taken", { step: answer.taken }));
    $("stand-head").focus();
    return;
  }
  verdict(answer);
});

function verdict(answer) {
  const open = answer.findings.filter((each) => each.result !== "met");
  const met = answer.findings.filter((each) => each.result === "met");
  const parts = [make("p", answer.head, { className: "told" })];
  if (open.length) {
    parts.push(make("h3", say("open_findings")));
    for (const each of open) parts.push(finding(each));
  }
  const more = make("details");
  more.append(make("summary", say("met_findings", { n: met.length })));
  more.append(list(met.map((each) => `${each.label} – ${source(each)}`)));
  $("verdict").replaceChildren(...parts, more);
  $("said").textContent = say(answer.allowed ? "allowed" : "refused");
}

const source = (each) => say("source", { norm: each.citation, confidence: say(each.confidence) });

function finding(each) {
  const made = make("article", "", { className: each.blocks ? "red" : "" });
  made.append(make("p", `${say(each.blocks ? "blocks" : "warns")}: ${each.text}`));
  if (each.remedy) made.append(make("p", each.remedy));
  made.append(make("p", source(each)));
  if (each.cured_by.length) made.append(make("p", say("by", { roles: each.cured_by.join(", ") })));
  return made;
}

$("law-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const answer = ask({ do: "law", text: $("law").value });
  $("law").setAttribute("aria-invalid", String(Boolean(answer?.errors)));
  if (wrong(answer, $("law-wrong"), "law_wrong")) return;
  showLaw(answer);
  if (answer.open) {
    const stand = ask({ do: "look", ...at() });
    if (wrong(stand, $("stand"))) return;
    $("verdict").replaceChildren();
    show(stand, say("law_done", { town: answer.town }));
  } else {
    seen = null;
    close();
    for (const each of ["stand", "way"]) $(each).replaceChildren();
    $("look").disabled = true;
    $("said").textContent = say("law_done", { town: answer.town });
  }
});

try {
  await new Promise((done) => setTimeout(done));  // let what is said be painted
  walk = await start();
  const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60000);
  $("at").value = local.toISOString().slice(0, 16);
  showLaw(walk({ do: "law" }));
  if (!$("paper").value) $("paper").value = law.paper;
  $("all").hidden = false;
  $("said").textContent = say("ready");
} catch (error) {
  $("said").textContent = `${say("failed")} ${String(error.message ?? error)}`;
}
