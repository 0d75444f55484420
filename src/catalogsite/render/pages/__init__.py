"""The pages, one module each; `render/page_outputs.py` lists them."""
