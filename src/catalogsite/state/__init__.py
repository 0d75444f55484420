"""What is kept between runs: folders, object store, snapshot file, history, atomic writes."""
