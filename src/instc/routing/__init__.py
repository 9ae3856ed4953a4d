"""What a link costs, and the best way over many."""

from instc.lazily import names_of

__getattr__, __dir__ = names_of(
    __name__,
    {
        "Router": "router",
        "Itinerary": "itinerary",
        "journey": "itinerary",
        "price": "pricing",
        "Corridor": "corridors",
        "load_corridors": "corridors",
    },
    was=["router"],
)
