"""Ruby files of gems, read without running them."""
