// The names of wards, as many as there is room for: the map has nothing else to go by.
import * as L from "leaflet";

const WIDE = 7.5; // pixels a letter takes
const HIGH = 18;
const FROM = 10; // farther off they would only crowd each other
const ALL_FROM = 11.5; // where nothing was found they are only to go by

export function labels(map, wards) {
  const pane = map.createPane("wards");
  pane.style.zIndex = 450; // above the outline, below the marks
  pane.setAttribute("aria-hidden", "true");
  const layer = L.layerGroup().addTo(map);

  /** `marks` are [x, y, radius] on the map, which names keep clear of. */
  return (marks) => {
    layer.clearLayers();
    if (map.getZoom() < FROM) return;
    const seen = map.getBounds();
    const taken = marks.map(([x, y, r]) => [x - r, y - r, x + r, y + r]);
    for (const [name, lon, lat, count] of wards) {
      if (!seen.contains([lat, lon]) || (!count && map.getZoom() < ALL_FROM)) continue;
      const at = map.latLngToContainerPoint([lat, lon]);
      const half = (name.length * WIDE) / 2;
      const under = count ? 16 : -HIGH / 2; // below its mark; where there is none, on the spot
      const box = [at.x - half, at.y + under, at.x + half, at.y + under + HIGH];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      const words = document.createElement("span");
      words.textContent = name;
      const icon = L.divIcon({ className: count ? "map-ward" : "map-ward map-ward-empty", html: words, iconSize: [half * 2, HIGH], iconAnchor: [half, -under] });
      layer.addLayer(L.marker([lat, lon], { icon, pane: "wards", interactive: false, keyboard: false }));
    }
  };
}
