function (map, root, panel, redraw) { // the view that shows all that it should; and the sheet of paper
  "use strict";
  const box = map.getContainer();
  const printed = on => { // the map leaves the words the room that they need
    root.classList.toggle("printing", on);
    root.style.removeProperty("--map");
    const [tall, words, sheet] = [box, panel, document.body].map(one => one.getBoundingClientRect()), over = words.bottom - sheet.bottom;
    if (on && over > 0) root.style.setProperty("--map", Math.max(tall.height / 2, tall.height - over) + "px");
    map.invalidateSize({ animate: false, pan: false });
    redraw();
  };
  addEventListener("beforeprint", () => printed(true));
  addEventListener("afterprint", () => printed(false));
  return {
    view: (flat, start, end, most) => { // middle, in pixels, and zoom, that show a box of the flat world; start and end: pixels that others need
      const size = map.getSize(), room = L.point(size.x - start[0] - end[0], size.y - start[1] - end[1]), ext = flat.getSize(), snap = map.options.zoomSnap || 1;
      const zoom = Math.max(map.getMinZoom(), Math.min(most, Math.floor(Math.log2(Math.min(room.x / ext.x, room.y / ext.y)) / snap) * snap));
      return [flat.getCenter().multiplyBy(2 ** zoom).add(L.point((end[0] - start[0]) / 2, (end[1] - start[1]) / 2)), zoom];
    }
  };
}
