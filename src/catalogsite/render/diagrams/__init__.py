"""Diagrams as inline SVG with links and without script, styled by CSS."""
