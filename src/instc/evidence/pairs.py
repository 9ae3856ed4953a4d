"""The pairs whose answers are frozen, and by which facts are weighed."""

PAIRS = (
    ("Mumbai", "Moscow"),
    ("Moscow", "Mumbai"),
    ("Mumbai", "St Petersburg"),
    ("Mumbai", "Astrakhan"),
    ("Delhi", "Moscow"),
    ("Ahmedabad", "Yekaterinburg"),
    ("Chennai", "Novosibirsk"),
    ("Mumbai", "Baku"),
    ("Mumbai", "Tbilisi"),
    ("Mumbai", "Almaty"),
    ("Mumbai", "Tashkent"),
    ("Mumbai", "Minsk"),
    ("Mumbai", "Helsinki"),
    ("Chelyabinsk", "Jeddah"),
    ("Moscow", "Dubai"),
    ("Moscow", "Mombasa"),
    ("Kazan", "Muscat"),
    ("Tehran", "Moscow"),
    ("Tehran", "Tashkent"),
    ("Volgograd", "Riyadh"),
)
