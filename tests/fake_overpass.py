"""A loopback look-alike of Overpass: answers the two query shapes that OSMnx sends, from a list of elements, and plays bad answers first."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import shapely

FILTER = re.compile(
    r"""\[\s*["']?([^"'\]~=!]+)["']?\s*(?:(!=|=|!~|~)\s*["']?([^"'\]]*)["']?\s*)?\]"""
)
STATEMENT = re.compile(r"\b(node|way|relation)((?:\[[^\]]*\])+)\(poly:'([^']+)'\)")


def _match(tags, filters):
    for key, operator, value in filters:
        tag = tags.get(key)
        good = {
            "": tag is not None,
            "=": tag == value,
            "!=": tag != value,
            "~": tag is not None and re.search(value, tag) is not None,
            "!~": tag is None or re.search(value, tag) is None,
        }[operator]
        if not good:
            return False
    return True


class FakeOverpass:
    """
    ``script`` holds (status, content type, body) of the first answers; ``queries`` and ``headers`` what was asked; ``slots`` the line of the
    status that OSMnx reads; after ``hold`` answers the next waits for ``go_on``.
    """

    def __init__(self, elements):
        self.things = {
            kind: {e["id"]: e for e in elements if e["type"] == kind}
            for kind in ("node", "way", "relation")
        }
        self.script, self.queries, self.headers, self.slots = (
            deque(),
            [],
            [],
            "2 slots available now.",
        )
        self.hold, self.go_on = None, threading.Event()
        spots = {
            kind: [self._shape(e) for e in self.things[kind].values()] for kind in ("node", "way")
        }
        self.order = {kind: list(self.things[kind].values()) for kind in ("node", "way")}
        self.trees = {kind: shapely.STRtree(shapes) for kind, shapes in spots.items()}

    def _shape(self, element):
        if element["type"] == "node":
            return shapely.Point(element["lon"], element["lat"])
        nodes = self.things["node"]
        points = [(nodes[n]["lon"], nodes[n]["lat"]) for n in element["nodes"] if n in nodes]
        return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])

    def answer(self, query):
        statements = STATEMENT.findall(query)
        if not statements:
            return 400, "text/html", "<html><body>Error: parse error</body></html>"
        found = {}
        for kind, filters, poly in statements:
            if kind == "relation":
                continue
            numbers = [float(number) for number in poly.split()]
            area = shapely.Polygon(list(zip(numbers[1::2], numbers[0::2], strict=True)))
            wanted = [
                (key.strip(), operator, value) for key, operator, value in FILTER.findall(filters)
            ]
            for position in self.trees[kind].query(area, predicate="intersects"):
                element = self.order[kind][position]
                if _match(element.get("tags", {}), wanted):
                    found[kind, element["id"]] = element
                    found.update(
                        {
                            ("node", n): self.things["node"][n]
                            for n in element.get("nodes", [])
                            if n in self.things["node"]
                        }
                    )
        elements = sorted(found.values(), key=lambda e: (e["type"], e["id"]))
        return (
            200,
            "application/json",
            json.dumps({"version": 0.6, "generator": "look-alike", "elements": elements}),
        )

    def __enter__(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def reply(self, status, kind, body):
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                if status in {301, 302}:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                with suppress(OSError):  # the other side was killed
                    self.wfile.write(data)

            def do_GET(self):
                now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                self.reply(
                    200,
                    "text/plain",
                    f"Connected as: 1\nCurrent time: {now}\nAnnounced endpoint: none\nRate limit: 2\n{server.slots}\n",
                )

            def do_POST(self):
                query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())[
                    "data"
                ][0]
                server.queries.append(query)
                server.headers.append(dict(self.headers))
                if server.hold is not None and len(server.queries) > server.hold:
                    server.go_on.wait(300)
                self.reply(*(server.script.popleft() if server.script else server.answer(query)))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def rasht_to_astara():
    """Rasht, the branch to Anzali, planned and building track to Astara, a border, dual gauge, a yard, a customs house: invented ids, rough places."""
    nodes, ways = [], []

    def node(lon, lat, **tags):
        nodes.append({"type": "node", "id": len(nodes) + 1, "lat": lat, "lon": lon, "tags": tags})
        return len(nodes)

    def way(number, points, **tags):
        ways.append({"type": "way", "id": number, "nodes": points, "tags": tags})

    rasht, first = node(49.60, 37.22, railway="station", name="Rasht"), node(49.55, 37.28)
    junction, second, anzali = (
        node(49.52, 37.30, railway="switch"),
        node(49.50, 37.36),
        node(49.46, 37.45, railway="station", name="Anzali"),
    )
    p1, p2, c1, c2 = node(49.30, 37.34), node(49.10, 37.60), node(48.95, 37.90), node(48.90, 38.20)
    astara_ir = node(48.86, 38.40, railway="station", name="Astara", operator="RAI")
    border = node(48.872, 38.435, railway="border", barrier="border_control", name="Astara border")
    astara_az, north = (
        node(48.88, 38.46, railway="station", name="Astara AZ"),
        node(48.85, 38.75, railway="station", name="Lankaran"),
    )
    way(101, [rasht, first], railway="rail", usage="main", gauge="1435")
    way(102, [first, junction], railway="rail", usage="main", gauge="1435", bridge="yes")
    way(103, [junction, second, anzali], railway="rail", usage="branch", gauge="1435")
    way(104, [junction, p1, p2, c1], railway="proposed", proposed="rail", gauge="1435")
    way(105, [c1, c2, astara_ir], railway="construction", construction="rail", gauge="1435")
    way(106, [astara_ir, border], railway="rail", usage="main", gauge="1520;1435")
    way(107, [border, astara_az], railway="rail", usage="main", gauge="1520")
    way(108, [astara_az, north], railway="rail", usage="main", gauge="1520", oneway="yes")
    way(
        109,
        [astara_az, node(48.884, 38.463), node(48.886, 38.47)],
        railway="rail",
        service="yard",
        gauge="1520",
    )
    way(111, [junction, node(49.51, 37.33), second], railway="rail", service="siding", gauge="1435")
    corners = [
        node(48.871, 38.434),
        node(48.873, 38.434),
        node(48.873, 38.436),
        node(48.871, 38.436),
    ]
    way(401, [*corners, corners[0]], amenity="customs", building="yes", name="Astara customs")
    return nodes + ways


def elements_of(ways):
    """Turn ways with coordinates (lat, lon), as the validation folder has them, into elements; equal coordinates are one node."""
    nodes, out = {}, []
    for number, (points, tags) in enumerate(ways, 1):
        ids = [
            nodes.setdefault((round(lat, 7), round(lon, 7)), len(nodes) + 1) for lat, lon in points
        ]
        out.append({"type": "way", "id": number, "nodes": ids, "tags": tags})
    return [
        {"type": "node", "id": i, "lat": lat, "lon": lon} for (lat, lon), i in nodes.items()
    ] + out


def track_along(line, **tags):
    """One way along a line of coordinates (lon, lat), 50 m to its north, with a point every kilometre or so."""
    points = [(round(y + 0.00045, 7), round(x, 7)) for x, y in line.segmentize(0.01).coords]
    return (points, {"railway": "rail", "gauge": "1520", **tags})
