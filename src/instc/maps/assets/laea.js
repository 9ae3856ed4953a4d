(function () { // Lambert's azimuthal equal-area projection as a Leaflet CRS; about 52 E 40 N unless the page says otherwise
  var R = 6371007.2, r = Math.PI / 180, at = window.instcCentre || [52, 40], l0 = at[0] * r, p0 = at[1] * r, s = 0.5 / (Math.PI * R);
  L.Projection.Laea = {
    R: R, bounds: L.bounds([-2 * R, -2 * R], [2 * R, 2 * R]),
    project: function (ll) {
      var p = ll.lat * r, l = ll.lng * r - l0, c = 1 + Math.sin(p0) * Math.sin(p) + Math.cos(p0) * Math.cos(p) * Math.cos(l), k = Math.sqrt(2 / Math.max(c, 1e-6));
      return new L.Point(R * k * Math.cos(p) * Math.sin(l), R * k * (Math.cos(p0) * Math.sin(p) - Math.sin(p0) * Math.cos(p) * Math.cos(l)));
    },
    unproject: function (q) {
      var x = q.x / R, y = q.y / R, rho = Math.min(Math.sqrt(x * x + y * y), 2), c = 2 * Math.asin(rho / 2);
      if (!rho) return new L.LatLng(p0 / r, l0 / r);
      return new L.LatLng(Math.asin(Math.cos(c) * Math.sin(p0) + y * Math.sin(c) * Math.cos(p0) / rho) / r, (l0 + Math.atan2(x * Math.sin(c), rho * Math.cos(p0) * Math.cos(c) - y * Math.sin(p0) * Math.sin(c))) / r);
    }
  };
  L.CRS.Laea = L.extend({}, L.CRS.Earth, { code: "LAEA", wrapLng: undefined, infinite: true, projection: L.Projection.Laea, transformation: new L.Transformation(s, 0.5, -s, 0.5) });
})();
