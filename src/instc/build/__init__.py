"""Seeds and open packages -> geodata."""

# from instc.build.geodata import build


