// The map beside the directory's list. Leaflet sets what it must by CSSOM, which the policy allows. Without tiles chosen by
// the Centre the ground is paper: the outline of the city and the names of its wards.
import * as L from "leaflet";
import Supercluster from "supercluster";
import outline from "../../../data/hanoi_outline.geojson";
import { labels } from "./labels.js";
import { popup } from "./popup.js";

const LAST_CLUSTER = 15; // nearer than this only what stands at one point is told as one
const NEAREST = 17;
let drawn;
begin();
document.addEventListener("found", begin); // the finder has put other spaces in the page, and a bare map with them

function begin() {
  drawn?.remove();
  drawn = null;
  const root = document.querySelector("[data-map]");
  if (root) start(root);
}

async function start(root) {
  const words = JSON.parse(root.dataset.words);
  const said = document.querySelector("[data-map-said]");
  root.hidden = false;
  let found;
  try {
    const answer = await fetch(root.dataset.map);
    if (!answer.ok) throw new Error(answer.status);
    found = await answer.json();
  } catch {
    root.hidden = true;
    said.textContent = words.failed;
    return;
  }
  if (!root.isConnected) return; // another search was faster
  const placed = found.features.filter((one) => one.geometry);
  drawn = draw(root, found, placed, words);
  said.textContent = words.shown.replace("{n}", placed.length);
}

function draw(root, found, placed, words) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(root, {
    zoomControl: false,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    maxZoom: NEAREST,
    minZoom: 8,
    zoomSnap: 0.5,
    attributionControl: Boolean(root.dataset.tiles),
  });
  L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  if (root.dataset.tiles) {
    root.classList.add("map-tiled");
    map.attributionControl.setPrefix(false);
    L.tileLayer(root.dataset.tiles, { attribution: escaped(root.dataset.credit), maxZoom: NEAREST }).addTo(map);
  }
  const city = L.geoJSON(outline, { interactive: false, className: "map-outline" }).addTo(map);
  const points = placed.map((one) => one.geometry.coordinates);
  const bounds = points.length ? L.latLngBounds(points.map(([lon, lat]) => [lat, lon])) : city.getBounds();
  map.fitBounds(bounds, { padding: [32, 32], maxZoom: root.dataset.tiles ? 15 : 12.5, animate: false });
  map.setMaxBounds(city.getBounds().pad(0.4));

  const clusters = new Supercluster({
    radius: 44,
    extent: 256, // as Leaflet counts the pixels of a zoom
    maxZoom: LAST_CLUSTER,
    map: ({ spaces }) => ({ many: spaces.length }),
    reduce: (sum, one) => (sum.many += one.many),
  });
  clusters.load(together(placed));
  const marks = L.layerGroup().addTo(map);
  const wards = labels(map, found.wards);

  function redraw() {
    const b = map.getBounds().pad(0.15);
    const seen = apart(clusters.getClusters([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()], Math.round(map.getZoom())));
    const before = document.activeElement?.dataset?.mark;
    marks.clearLayers();
    for (const one of seen) marks.addLayer(mark(one));
    wards(seen.map(({ at, many }) => [at.x, at.y, sizeOf(many) / 2]));
    if (before) root.querySelector(`[data-mark="${CSS.escape(before)}"]`)?.focus({ preventScroll: true });
  }

  /** Those that would lie on one another become one, so that each can be touched; the largest stays where it is. */
  function apart(seen) {
    const waiting = seen.map((one) => {
      const [lon, lat] = one.geometry.coordinates;
      return { parts: [one], lat, lon, at: map.latLngToContainerPoint([lat, lon]), many: countOf(one) };
    });
    const kept = [];
    for (const one of waiting.sort((a, b) => b.many - a.many)) {
      const near = kept.find((other) => other.at.distanceTo(one.at) < (sizeOf(other.many) + sizeOf(one.many)) / 2 + 2);
      if (!near) kept.push(one);
      else {
        near.parts.push(...one.parts);
        near.many += one.many;
      }
    }
    return kept;
  }

  function mark({ parts, lat, lon, many }) {
    const [first] = parts;
    const together = parts.length > 1 || first.properties.cluster;
    const one = together ? null : first.properties.spaces[0];
    const size = sizeOf(many);
    const kind = many > 1 ? "many" : one.member ? "member" : "known";
    const made = L.marker([lat, lon], {
      icon: L.divIcon({ className: `map-mark map-mark-${kind}`, iconSize: [size, size], html: many > 1 ? String(many) : "" }),
      keyboard: true,
      riseOnHover: true,
    });
    made.on("add", () => {
      const element = made.getElement();
      element.setAttribute("aria-label", many > 1 ? words.here.replace("{n}", many) : one.name);
      element.dataset.mark = together ? `${lat},${lon}` : one.url;
    });
    made.on("click keypress", (event) => {
      if (event.type === "keypress" && !["Enter", " "].includes(event.originalEvent.key)) return;
      event.originalEvent?.preventDefault?.();
      if (!together || map.getZoom() >= NEAREST) return open(lat, lon, parts.flatMap(spacesIn), made);
      const opens = first.properties.cluster ? clusters.getClusterExpansionZoom(first.id) : 0;
      map.setView([lat, lon], Math.min(Math.max(opens, map.getZoom() + 1), NEAREST), { animate: !calm });
    });
    return made;
  }

  function spacesIn(one) {
    if (!one.properties.cluster) return one.properties.spaces;
    return clusters.getLeaves(one.id, Infinity).flatMap((leaf) => leaf.properties.spaces);
  }

  function open(lat, lon, leaves, made) {
    const shown = L.popup({ autoPanPadding: [16, 16], minWidth: 200, maxWidth: 280, offset: [0, -6] })
      .setLatLng([lat, lon])
      .setContent(popup(leaves, words))
      .openOn(map);
    const close = shown.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", words.close);
    shown.getElement().querySelector("a[href]")?.focus({ preventScroll: true });
    shown.on("remove", () => made.getElement()?.focus({ preventScroll: true }));
  }

  root.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
  map.on("moveend", redraw);
  redraw();
  root.dataset.ready = "";
  return map;
}

const countOf = ({ properties }) => (properties.cluster ? properties.many : properties.spaces.length);
const sizeOf = (count) => (count === 1 ? 26 : count < 10 ? 32 : count < 100 ? 38 : 46);

/** What stands at one point is one mark, however near one comes: most of it is the middle of a ward. */
function together(placed) {
  const by = new Map();
  for (const one of placed) {
    const key = one.geometry.coordinates.join();
    if (!by.has(key)) by.set(key, { type: "Feature", geometry: one.geometry, properties: { spaces: [] } });
    by.get(key).properties.spaces.push(one.properties);
  }
  return [...by.values()];
}

function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}
