/* Small things that the parts of the page are made of. */

const at = (id) => document.getElementById(id);

/** An element with attributes, texts and elements in it; text stays text, whatever is in it. */
function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** A link to a page of the web, or only its text when the address is of another kind. */
function linked(address, text) {
  if (!/^https?:\/\//i.test(address || "")) return text || address || "";
  return made("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text || address);
}

/** A number with commas; without Intl, which takes a fifth of a second to wake up. */
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

const counted = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The shape of a group as text of SVG, around a point. */
function shapeOf(group, x, y, size) {
  const { corners, shape } = settings.groups[group];
  const radius = size / 2;
  const short = (value) => Number(value.toFixed(2));
  if (corners) {
    const points = corners.map(([dx, dy]) => `${short(x + radius * dx)},${short(y + radius * dy)}`);
    return `<polygon points="${points.join(" ")}"/>`;
  }
  if (shape === "round-rectangle") {
    const half = radius * 0.9;
    return `<rect x="${short(x - half)}" y="${short(y - half)}" width="${short(2 * half)}" height="${short(2 * half)}" rx="${short(radius * 0.3)}"/>`;
  }
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"/>`;
}

/** A picture of SVG, from text that this page made itself. */
function drawn(text, box) {
  const source = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" aria-hidden="true">${text}</svg>`;
  return document.importNode(new DOMParser().parseFromString(source, "image/svg+xml").documentElement, true);
}

function saveFile(name, blob) {
  const link = made("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const fileName = (ending) => {
  const name = folded(graph.data.title).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return `${name || "drawing"}.${ending}`;
};

/** A fault is shown, never hidden behind a blank page. */
function showFault(error) {
  at("opening").hidden = true;
  const text = error && error.message ? error.message : String(error);
  at("fault").textContent = `Something went wrong in this page: ${text}`;
  at("fault").hidden = false;
}
