"""How the demo's product pictures are drawn: our own artwork, as SVG outlines, then as PNG.

After the design guide's `tools/art.py` (same brand, same hand), with more kinds of packs. It needs
fonttools, uharfbuzz and brotli, which the portal does not: run `draw_art.py` in an environment of
its own; what it draws is committed under `portal/demo/art/`.
"""
