"""The model against print: claims, observed journeys, and where every number comes from."""
