"""The kinds of facts, one module each; `registry.py` names them all."""
