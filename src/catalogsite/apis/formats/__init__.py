"""The formats of API definitions, one module or folder each; `registry.py` names them all."""
