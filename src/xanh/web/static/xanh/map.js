// Draws stations and rivers on a plain ground. The list below is the same selection: it stands
// without this script, and says all that the map says.
const box = document.getElementById("ban-do");
const key = document.getElementById("chu-giai");
const NEAR = 12; // the zoom from which places have their names

function span(words, classes) {
  const made = document.createElement("span");
  made.className = classes;
  made.textContent = words;
  return made;
}

function icon(station) {
  const made = span("", "map-sign");
  made.append(span("", `map-shape ${station.shape} ${station.scale} ${station.silent ? "silent" : ""}`));
  if (station.index !== null) made.append(span(String(station.index), "number"));
  return L.divIcon({ className: "map-mark", html: made, iconSize: null });
}

function words(station) {
  const made = document.createElement("div");
  const link = document.createElement("a");
  link.href = station.href;
  link.textContent = station.name;
  made.append(link);
  for (const line of station.words.slice(1)) {
    made.append(document.createElement("br"), line);
  }
  return made;
}

function point(feature, place) {
  const about = feature.properties;
  if (about.kind === "place") {
    const name = L.divIcon({ className: "map-place", html: span(about.name, ""), iconSize: null });
    return L.marker(place, { icon: name, interactive: false, keyboard: false });
  }
  const mark = L.marker(place, {
    icon: icon(about),
    title: about.words.join(", "),
    riseOnHover: true,
    zIndexOffset: about.index ?? 0,
  });
  mark.bindPopup(words(about));
  mark.on("add", () => mark.getElement().setAttribute("aria-label", about.words.join(", ")));
  return mark;
}

function start() {
  box.hidden = key.hidden = false;
  const map = L.map(box, { attributionControl: false, zoomControl: false, scrollWheelZoom: false });
  map.setView([21.02, 105.84], 11);
  L.control
    .zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut })
    .addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const near = () => box.classList.toggle("near", map.getZoom() >= NEAR);
  map.on("zoomend", near);
  let shown = null;

  async function draw() {
    const answer = await fetch(box.dataset.source);
    if (!answer.ok) return;
    const data = await answer.json();
    const fresh = L.geoJSON(data, {
      pointToLayer: point,
      style: { className: "map-river" },
      onEachFeature: (feature, layer) => {
        if (feature.properties.kind === "river") layer.bindTooltip(feature.properties.name);
      },
    });
    if (!shown) {
      const marks = data.features.filter((feature) => feature.properties.kind === "station");
      const places = marks.map(({ geometry: { coordinates: [x, y] } }) => [y, x]);
      if (places.length) map.fitBounds(L.latLngBounds(places).pad(0.1), { maxZoom: 13 });
    }
    shown?.remove();
    shown = fresh.addTo(map);
    near();
    box.dataset.drawn = data.features.length;
  }

  document.addEventListener("htmx:after:swap", draw);
  draw();
}

if (box && window.L) start();
