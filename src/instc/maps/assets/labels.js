function (map) { // names where they find room: each tries eight places about its point, those of low rank first
  "use strict";
  const sizes = new Map(), bin = v => v >> 5;
  const sizeOf = (all, state) => { // of labels with their words: written, then measured, once
    const told = all.map(([one, words]) => [one, words, [one.look, state, words].join()]), fresh = told.filter(one => one[1] && !sizes.has(one[2]));
    fresh.forEach(([one, words]) => { one.node.textContent = words; });
    fresh.forEach(([one, , key]) => sizes.set(key, [one.node.offsetWidth, one.node.offsetHeight]));
    return sizes.get(told[0][2]);
  };
  // labels: { node, text, less, at, look, rank, off, offs, most, dear, owner }; taken: boxes, with their owners; under: points of lines; state: what changes a font
  return (labels, frame, taken, under, state) => {
    const bins = new Map();
    for (const q of under) if (q.x > 0 && q.y > 0 && q.x < frame.width && q.y < frame.height) { const key = bin(q.x) * 999 + bin(q.y); if (!bins.has(key)) bins.set(key, []); bins.get(key).push(q); }
    const over = r => { // samples of lines under a box
      let count = 0;
      for (let cx = bin(r[0]); cx <= bin(r[2]); cx++) for (let cy = bin(r[1]); cy <= bin(r[3]); cy++) for (const q of bins.get(cx * 999 + cy) || []) if (q.x > r[0] && q.x < r[2] && q.y > r[1] && q.y < r[3]) count++;
      return count;
    };
    const clash = (r, own) => taken.some(b => !(own && b[4] === own) && r[0] < b[2] && r[2] > b[0] && r[1] < b[3] && r[3] > b[1]);
    sizeOf(labels.map(one => [one, one.text()]), state);
    labels.slice().sort((a, b) => a.rank - b.rank).forEach(one => {
      let best = null, least = one.off === null ? 1.5 : one.most || 60;
      let told = "";
      for (const text of [one.text, one.less]) { // what has no room for all is named alone
        const words = text ? text() : "", dear = text === one.text ? 0 : one.dear || 6;
        if (!words) break;
        const [w, h] = sizeOf([[one, words]], state);
        for (const ll of one.at) for (const o of one.offs || [one.off]) {
          const c = map.latLngToContainerPoint(ll), p = map.latLngToLayerPoint(ll);
          const tries = o === null ? [[-w / 2, -h / 2]] : [[o, -h / 2], [-w - o, -h / 2], [o, -h - 2], [o, 2], [-w - o, -h - 2], [-w - o, 2], [-w / 2, -h - o], [-w / 2, o]];
          tries.forEach((d, i) => {
            const r = [c.x + d[0] - 2, c.y + d[1] - 1, c.x + d[0] + w + 2, c.y + d[1] + h + 1];
            if (r[0] < 2 || r[2] > frame.width - 2 || r[1] < 2 || r[3] > frame.height - 2 || clash(r, one.owner)) return;
            const cost = over(r) * (o === null ? 1 : 2) + i * 0.6 + dear + (o === null ? 0 : o - one.off);
            if (cost < least) { least = cost; told = words; best = [p.x + d[0], p.y + d[1], r]; }
          });
        }
      }
      if (one.node.textContent !== told) one.node.textContent = told;
      one.node.classList.toggle("hid", !best);
      if (best) { taken.push(best[2]); one.node.style.transform = "translate(" + Math.round(best[0]) + "px," + Math.round(best[1]) + "px)"; }
    });
  };
}
