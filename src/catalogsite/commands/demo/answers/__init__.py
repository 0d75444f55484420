"""What Acme's providers answer, one module for each: the address of a request, and its answer."""
