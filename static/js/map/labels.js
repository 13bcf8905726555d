// The names of wards, as many as there is room for: the map has nothing else to go by.
import * as L from "leaflet";

const WIDE = 7; // pixels a letter takes
const HIGH = 18;
const FROM = 11; // farther off they would only crowd each other

export function labels(map, wards) {
  const pane = map.createPane("wards");
  pane.style.zIndex = 450; // above the outline, below the marks
  pane.setAttribute("aria-hidden", "true");
  const layer = L.layerGroup().addTo(map);

  return () => {
    layer.clearLayers();
    if (map.getZoom() < FROM) return;
    const seen = map.getBounds();
    const taken = [];
    for (const [name, lon, lat] of wards) {
      if (!seen.contains([lat, lon])) continue;
      const at = map.latLngToContainerPoint([lat, lon]);
      const half = (name.length * WIDE) / 2;
      const box = [at.x - half, at.y + 16, at.x + half, at.y + 16 + HIGH];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      const words = document.createElement("span");
      words.textContent = name;
      const icon = L.divIcon({ className: "map-ward", html: words, iconSize: [half * 2, HIGH], iconAnchor: [half, -16] });
      layer.addLayer(L.marker([lat, lon], { icon, pane: "wards", interactive: false, keyboard: false }));
    }
  };
}
